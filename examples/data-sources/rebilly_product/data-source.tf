# A product that is managed elsewhere, by its name. If there is not exactly one, the plan fails.
data "rebilly_product" "seats" {
  name = "Team seats"
}

resource "rebilly_plan" "yearly" {
  name       = "Team seats, yearly"
  product_id = data.rebilly_product.seats.id
  currency   = "USD"
  pricing    = { flat_rate = { price = 99 } }

  recurring_interval = { unit = "year", length = 1 }
}
