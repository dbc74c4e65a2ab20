variable "high_risk_countries" {
  description = "Countries from which you expect no customers."
  type        = list(string)
  default     = ["AQ", "BV"]
}

resource "rebilly_event_ruleset" "payment_card_created" {
  event_type = "payment-card-created"

  rules = [
    {
      name    = "Risk by country"
      labels  = ["risk"]
      filter  = provider::rebilly::filter({ "billingAddress.country" = var.high_risk_countries })
      actions = [{ add_risk_score = { score = 40 } }]
    },
  ]
}
