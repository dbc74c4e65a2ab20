# A tag rule that is managed elsewhere, by its name. If there is not exactly one, the plan fails.
data "rebilly_tag_rule" "paid" {
  name = "Paid"
}

output "paid_tags" {
  value = data.rebilly_tag_rule.paid.add_tags
}
