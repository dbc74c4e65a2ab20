variable "shop_password" {
  description = "Password that the shop expects. It is in no state and no plan."
  type        = string
  default     = "replace-me"
  ephemeral   = true
}

# A credential with a secret. A new version creates a new credential; the webhook changes to it before the old one is deactivated.
resource "rebilly_service_credential" "shop_basic" {
  status = "active"

  webhook = {
    host = "shop.example.com"
    auth = {
      basic = {
        username            = "rebilly"
        password_wo         = var.shop_password
        password_wo_version = 1
      }
    }
  }

  deletion_protection = false

  timeouts = {
    delete = "5m"
  }

  lifecycle {
    create_before_destroy = true
  }
}
