data "rebilly_service_credentials" "webhooks" {
  type = "webhook"
}

output "hosts" {
  value = data.rebilly_service_credentials.webhooks.service_credentials[*].webhook.host
}
