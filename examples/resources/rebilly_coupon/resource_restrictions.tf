# Ten dollars off the first invoice of new customers in two countries, for a year, once per customer.
resource "rebilly_coupon" "welcome" {
  id           = "WELCOME10"
  discount     = { fixed = { amount = 10, currency = "USD" } }
  description  = "Welcome"
  issued_time  = "2026-01-01T00:00:00Z"
  expired_time = "2036-01-01T00:00:00Z"

  restrictions = {
    discounts_per_redemption  = { quantity = 1 }
    redemptions_per_customer  = { quantity = 1 }
    restrict_to_countries     = { countries = ["CA", "US"] }
    restrict_to_customer_tags = { tags = ["new"] }
  }
}
