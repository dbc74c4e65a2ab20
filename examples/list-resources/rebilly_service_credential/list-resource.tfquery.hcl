# terraform query shows what there is; with -generate-config-out=credentials.tf it writes the configuration, too.
list "rebilly_service_credential" "webhooks" {
  provider = rebilly
  limit    = 10000
  config {
    type = "webhook"
  }
}
