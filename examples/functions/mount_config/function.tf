resource "rebilly_website" "store" {
  name          = "Acme Store"
  url           = "https://acme.example"
  service_email = "billing@acme.example"
  service_phone = "+1 555 010 0100"
}

resource "rebilly_product" "workspace" {
  name = "Workspace"
}

resource "rebilly_plan" "monthly" {
  name       = "Monthly"
  product_id = rebilly_product.workspace.id
  currency   = "USD"
  pricing    = { fixed_fee = { price = 9.9 } }
}

locals {
  checkout = {
    website_id      = rebilly_website.store.id
    publishable_key = "pk_sandbox_1"
    items           = [{ plan_id = rebilly_plan.monthly.id, quantity = 1 }]
    theme           = { colorPrimary = "#0d2b3e" }
  }

  # A change of the price does not change the options, and Terraform does not defer them.
  mount = provider::rebilly::mount_config(merge(local.checkout, {
    environment     = "sandbox"
    organization_id = "org_0YV7DENSVGDBW9S3YPPQZMXFZT"
  }))
}

output "mount" {
  value = local.mount
}

# The data source is a check: the plan fails if customers cannot buy what the page offers, such as an inactive billing plan.
data "rebilly_purchase_config" "checkout" {
  website_id      = local.checkout.website_id
  publishable_key = local.checkout.publishable_key
  items           = local.checkout.items
  theme           = local.checkout.theme
}
