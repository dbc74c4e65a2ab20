# Free delivery: the discount is the price of a shipping rate, and applies to shipping alone.
resource "rebilly_shipping_rate" "express" {
  name     = "Express"
  price    = 9.9
  currency = "USD"
}

resource "rebilly_coupon" "free_delivery" {
  id          = "FREEDELIVERY26"
  issued_time = "2026-03-01T00:00:00Z"

  discount = {
    fixed = {
      amount   = rebilly_shipping_rate.express.price
      currency = rebilly_shipping_rate.express.currency
      context  = "shipping"
    }
  }
}
