# What the key may do, not its value: no data source has that.
data "rebilly_api_key" "reporting" {
  description = "Reporting"
}

output "permissions" {
  value = data.rebilly_api_key.reporting.acl[*].permissions
}
