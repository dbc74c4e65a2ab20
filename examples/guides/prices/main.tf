resource "rebilly_product" "team" {
  id         = "prod_team"
  name       = "Team"
  unit_label = "seat"
}

resource "rebilly_plan" "team" {
  id         = "plan_team"
  name       = "Team"
  product_id = rebilly_product.team.id
  currency   = "USD"
  pricing    = { tiered = { brackets = [{ price = 12, max_quantity = 10 }, { price = 9.99 }] } }
  trial      = { price = 0, period = { unit = "day", length = 14 } }

  recurring_interval = { unit = "month", length = 1 }
}
