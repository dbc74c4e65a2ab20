# Terraform creates the billing plan. Its price is managed outside of Terraform.
resource "rebilly_plan" "promotion" {
  id         = "plan_promotion"
  name       = "Team, promotion"
  product_id = rebilly_product.team.id
  currency   = "USD"
  pricing    = { flat_rate = { price = 5 } }

  recurring_interval = { unit = "month", length = 1 }

  lifecycle {
    ignore_changes = [pricing]
  }
}
