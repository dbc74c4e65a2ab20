data "rebilly_integrations" "all" {}

output "integrations" {
  value = { for integration in data.rebilly_integrations.all.integrations : integration.service => integration.count }
}
