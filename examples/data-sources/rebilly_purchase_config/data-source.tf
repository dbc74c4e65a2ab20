# Billing plans, sold with a publishable key. The customer chooses the number of seats.
data "rebilly_purchase_config" "checkout" {
  website_id      = rebilly_website.store.id
  publishable_key = rebilly_api_key.checkout.publishable_key

  items = [
    {
      plan_id        = rebilly_plan.monthly.id
      quantity_range = { default = 5, minimum = 5, maximum = 500, multiple_of = 5 }
      thumbnail      = "https://acme.example/workspace.png"
    },
    {
      plan_id  = rebilly_plan.onboarding.id
      quantity = 1
    },
  ]

  # Offered on the page as an optional item.
  addons     = [{ plan_id = rebilly_plan.backup.id, quantity = 1 }]
  bump_offer = [{ plan_id = rebilly_plan.yearly.id, quantity = 5 }]

  form         = "#checkout"
  locale       = "en-GB"
  country_code = "GB"

  theme = {
    colorPrimary     = "#0d2b3e"
    buttonFontWeight = "600"
  }

  i18n = {
    en = { form = { or = "Or pay by" } }
  }

  features = {
    show_coupons = ["confirmation"]
  }

  payment_instruments = {
    address      = { name = "combined", require = ["email", "country"] }
    payment_card = { input = "split" }
    google_pay   = { display_options = { button_height = "40px" } }
  }
}

# Shows in every Terraform plan what customers will be offered.
output "checkout" {
  value = data.rebilly_purchase_config.checkout.config
}
