resource "rebilly_product" "team" {
  id         = "prod_team"
  name       = "Team"
  unit_label = "seat"
}

# The old price, which can no longer be ordered.
resource "rebilly_plan" "team" {
  id         = "plan_team"
  name       = "Team"
  product_id = rebilly_product.team.id
  currency   = "USD"
  pricing    = { tiered = { brackets = [{ price = 12, max_quantity = 10 }, { price = 9.99 }] } }
  trial      = { price = 0, period = { unit = "day", length = 14 } }

  recurring_interval = { unit = "month", length = 1 }

  is_active  = false
  on_destroy = "deactivate"
}

# The new price, for all new customers.
resource "rebilly_plan" "team_2027" {
  id         = "plan_team_2027"
  name       = "Team"
  product_id = rebilly_product.team.id
  currency   = "USD"
  pricing    = { tiered = { brackets = [{ price = 14, max_quantity = 10 }, { price = 11 }] } }

  recurring_interval = { unit = "month", length = 1 }
}
