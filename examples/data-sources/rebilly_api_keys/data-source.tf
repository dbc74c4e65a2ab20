data "rebilly_api_keys" "all" {}

# Secret keys that may do everything, from anywhere.
output "unrestricted" {
  value = [
    for key in data.rebilly_api_keys.all.api_keys : key.description
    if key.type == "secret" && key.acl == null && key.allowed_ips == null
  ]
}
