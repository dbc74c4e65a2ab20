# The catalog of both organizations. Every id is set, so that it is the same in both.

terraform {
  required_providers {
    rebilly = { source = "rebilly/rebilly" }
  }
}

variable "website_url" {
  type        = string
  description = "Where this organization sells."
}

resource "rebilly_product" "workspace" {
  id         = "prod_workspace"
  name       = "Workspace"
  unit_label = "seat"
}

resource "rebilly_plan" "monthly" {
  id         = "plan_workspace_monthly"
  name       = "Workspace, monthly"
  product_id = rebilly_product.workspace.id
  currency   = "USD"
  pricing    = { flat_rate = { price = 9.95 } }

  recurring_interval = { unit = "month", length = 1 }
}

resource "rebilly_website" "shop" {
  id            = "web_shop"
  name          = "Shop"
  url           = var.website_url
  service_email = "help@example.com"
  service_phone = "+1 555 010 0100"
}

output "ids" {
  value = [rebilly_product.workspace.id, rebilly_plan.monthly.id, rebilly_website.shop.id]
}
