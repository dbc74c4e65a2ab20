terraform {
  required_providers {
    rebilly = { source = "rebilly/rebilly" }
  }
}

provider "rebilly" {}

resource "rebilly_product" "workspace" {
  name = "Workspace"
}

resource "rebilly_plan" "monthly" {
  name       = "Workspace, monthly"
  product_id = rebilly_product.workspace.id
  currency   = "USD"
  pricing    = { flat_rate = { price = 9.95 } }

  recurring_interval = { unit = "month", length = 1 }
}

resource "rebilly_website" "shop" {
  name          = "Shop"
  url           = "https://shop.example.com"
  service_email = "help@example.com"
  service_phone = "+1 555 010 0100"
}
