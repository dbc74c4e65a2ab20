# The permissions of the key. No data source returns its value.
data "rebilly_api_key" "reporting" {
  description = "Reporting"
}

output "permissions" {
  value = data.rebilly_api_key.reporting.acl[*].permissions
}
