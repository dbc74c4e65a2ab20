terraform {
  required_version = ">= 1.11"

  required_providers {
    rebilly = {
      source = "rebilly/rebilly"
    }
  }
}

# Reads REBILLY_ORGANIZATION_ID and REBILLY_API_KEY.
provider "rebilly" {}

variable "shop_password" {
  description = "Password that the shop expects. It is in no state and no Terraform plan."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "shop_password_version" {
  description = "Increase it with each new password."
  type        = number
  default     = 1
}

resource "rebilly_service_credential" "shop" {
  webhook = {
    host = "shop.example.com"
    auth = {
      basic = {
        username            = "rebilly"
        password_wo         = var.shop_password
        password_wo_version = var.shop_password_version
      }
    }
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "rebilly_webhook" "shop" {
  url             = "https://shop.example.com/events"
  method          = "POST"
  credential_hash = rebilly_service_credential.shop.id
  events_filter   = ["invoice-paid", "subscription-activated", "subscription-canceled"]
}
