data "rebilly_service_credential" "shop" {
  type = "webhook"
  id   = "crd_01HZX3M9V5K7R2T4W6Y8A0C1E3"
}

output "host" {
  value = data.rebilly_service_credential.shop.webhook.host
}
