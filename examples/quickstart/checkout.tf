# What the websites' pages pass to RebillyInstruments.mount().

# For browsers: whoever opens a page can read this key.
resource "rebilly_api_key" "checkout" {
  description = "Checkout pages"
  type        = "publishable"
}

data "rebilly_purchase_config" "checkout" {
  for_each = rebilly_website.this

  website_id      = each.value.id
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
