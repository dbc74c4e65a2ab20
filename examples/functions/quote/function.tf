resource "rebilly_product" "seats" {
  name = "Seats"
}

resource "rebilly_plan" "team" {
  name       = "Team"
  product_id = rebilly_product.seats.id
  currency   = "USD"
  pricing = {
    tiered = {
      brackets = [
        { price = 9.9, max_quantity = 10 },
        { price = 7.5 },
      ]
    }
  }
}

# What 1, 10 and 50 seats cost, for a page with prices.
output "prices" {
  value = {
    for quantity in [1, 10, 50] : quantity => provider::rebilly::quote(rebilly_plan.team.pricing, quantity)
  }
}

# A warning if a change of the prices makes 50 seats more expensive than promised.
check "promise" {
  assert {
    condition     = provider::rebilly::quote(rebilly_plan.team.pricing, 50) <= 400
    error_message = "50 seats must not cost more than 400 USD."
  }
}
