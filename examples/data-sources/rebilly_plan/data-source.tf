# By its name, or by id = "plan_...".
data "rebilly_plan" "monthly" {
  name = "Team seats, monthly"
}

output "price" {
  value = "${data.rebilly_plan.monthly.pricing.flat_rate.price} ${data.rebilly_plan.monthly.currency}"
}
