# From a billing plan to a web page that sells it.

terraform {
  required_version = ">= 1.11"

  required_providers {
    rebilly = {
      source = "rebilly/rebilly"
    }
  }
}

variable "organization_id" {
  description = "ID of the Rebilly organization. The page contains it."
  type        = string
}

variable "environment" {
  description = "Environment of the organization, sandbox or live."
  type        = string
  default     = "sandbox"
}

provider "rebilly" {
  organization_id = var.organization_id
  environment     = var.environment
}

resource "rebilly_website" "store" {
  name          = "Acme Store"
  url           = "https://acme.example"
  service_email = "billing@acme.example"
  service_phone = "+1 555 010 0100"
}

resource "rebilly_product" "workspace" {
  name       = "Acme Workspace"
  unit_label = "seat"
}

resource "rebilly_plan" "monthly" {
  name       = "Workspace, by the month"
  product_id = rebilly_product.workspace.id
  currency   = "USD"

  pricing            = { flat_rate = { price = 9.95 } }
  recurring_interval = { unit = "month", length = 1 }
}

# A key for the browser: everyone who opens the page can read it.
resource "rebilly_api_key" "checkout" {
  description = "Checkout page"
  type        = "publishable"
}

locals {
  checkout = {
    website_id      = rebilly_website.store.id
    publishable_key = rebilly_api_key.checkout.publishable_key

    items = [
      {
        plan_id        = rebilly_plan.monthly.id
        quantity_range = { default = 5, maximum = 500 }
      },
    ]

    theme = { colorPrimary = "#0d2b3e" }
  }

  # A pure function: a change of a price does not change the page.
  mount = provider::rebilly::mount_config(merge(local.checkout, {
    organization_id = var.organization_id
    environment     = var.environment
  }))
}

# The data source is a check: the Terraform plan fails if customers could not buy what the page offers.
data "rebilly_purchase_config" "checkout" {
  website_id      = local.checkout.website_id
  publishable_key = local.checkout.publishable_key
  items           = local.checkout.items
  theme           = local.checkout.theme
}

# Shows in every Terraform plan what customers will be offered.
output "checkout" {
  value = local.mount
}

output "page" {
  value = templatefile("${path.module}/checkout.html.tftpl", {
    options = jsonencode(local.mount)
  })
}
