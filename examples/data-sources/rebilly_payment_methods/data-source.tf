data "rebilly_payment_methods" "all" {}

locals {
  # Methods for subscriptions, whose payments must recur.
  recurring = [
    for method in data.rebilly_payment_methods.all.payment_methods : method.api_name if method.recurring_payments
  ]
}

output "recurring_payment_methods" {
  value = local.recurring
}
