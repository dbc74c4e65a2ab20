# A credential for webhooks of one host, without authentication.
resource "rebilly_service_credential" "shop" {
  webhook = {
    host = "shop.example.com"
  }
}
