variable "support" {
  type        = map(number)
  description = "Price of a month of support, by the currency."
  default     = { EUR = 45, JPY = 7000, USD = 49.5 }
}

resource "rebilly_plan" "support" {
  for_each = var.support

  id         = "plan_support_${lower(each.key)}"
  name       = "Support"
  product_id = rebilly_product.team.id
  currency   = each.key
  pricing    = { fixed_fee = { price = each.value } }

  recurring_interval = { unit = "month", length = 1 }
}
