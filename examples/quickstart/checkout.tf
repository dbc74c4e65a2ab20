# The options that the pages of the websites pass to RebillyInstruments.mount().

# For browsers: everyone who opens a page can read this key.
resource "rebilly_api_key" "checkout" {
  description = "Checkout pages"
  type        = "publishable"
}

locals {
  checkouts = {
    for key, website in rebilly_website.this : key => {
      website_id      = website.id
      publishable_key = rebilly_api_key.checkout.publishable_key

      items = [
        {
          plan_id        = rebilly_plan.workspace["month"].id
          quantity_range = { default = 5, maximum = 500 }
        },
        {
          plan_id  = rebilly_plan.onboarding.id
          quantity = 1
        },
      ]

      theme = { colorPrimary = "#0d2b3e" }
    }
  }

  # A pure function: a change of a price does not change the pages.
  mount = {
    for key, checkout in local.checkouts : key => provider::rebilly::mount_config(merge(checkout, {
      organization_id = var.organization_id
      environment     = var.environment
    }))
  }
}

# The data source is a check: the Terraform plan fails if customers could not buy what the pages offer.
data "rebilly_purchase_config" "checkout" {
  for_each = local.checkouts

  website_id      = each.value.website_id
  publishable_key = each.value.publishable_key
  items           = each.value.items
  theme           = each.value.theme
}

# A customer of one website tops up an account. The page acts on behalf of the customer, so it needs the customer's token.
data "rebilly_purchase_config" "top_up" {
  count = var.customer == null ? 0 : 1

  website_id = rebilly_website.this[var.customer.website].id
  money      = { amount = 50, currency = var.currency }
}

ephemeral "rebilly_customer_jwt" "top_up" {
  count = var.customer == null ? 0 : 1

  customer_id = var.customer.id
  website_id  = rebilly_website.this[var.customer.website].id
  permissions = data.rebilly_purchase_config.top_up[0].permissions
  expires_in  = "15m"

  # A plan creates no token.
  mint = terraform.applying
}

locals {
  # All options of mount(), with a token that is never stored: use it in a write-only argument, such as that of a secret.
  top_up = var.customer == null ? null : merge(data.rebilly_purchase_config.top_up[0].config, {
    jwt = ephemeral.rebilly_customer_jwt.top_up[0].token
  })
}
