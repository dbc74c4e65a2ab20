# By its name, or by id = "plan_...".
data "rebilly_plan" "monthly" {
  name = "Team seats, monthly"
}

output "price" {
  value = "${data.rebilly_plan.monthly.pricing.flat_rate.price} ${data.rebilly_plan.monthly.currency}"
}

# If several billing plans have this name: the one that is sold in dollars.
data "rebilly_plan" "monthly_in_dollars" {
  name      = "Team seats, monthly"
  currency  = "USD"
  is_active = true
}
