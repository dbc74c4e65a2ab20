# The required attributes of a tag rule. It applies to all events of the type.
resource "rebilly_tag_rule" "paid" {
  name        = "Paid"
  event_type  = "invoice-paid"
  add_tags    = ["paid"]
  remove_tags = []
}
