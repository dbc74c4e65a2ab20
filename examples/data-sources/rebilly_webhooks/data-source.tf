data "rebilly_webhooks" "active" {
  filter = "status:active"
}

output "receivers" {
  value = data.rebilly_webhooks.active.webhooks[*].url
}
