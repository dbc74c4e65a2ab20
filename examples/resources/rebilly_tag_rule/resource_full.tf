# All attributes. The rule replaces a tag when an invoice of 100 to 1,000 is paid.
resource "rebilly_tag" "valuable" {
  name = "valuable"
  type = "customer"
}

resource "rebilly_tag" "late" {
  name = "late"
  type = "customer"
}

resource "rebilly_tag_rule" "valuable" {
  id          = "tag_rule_valuable"
  name        = "Valuable customers"
  event_type  = "invoice-paid"
  add_tags    = [rebilly_tag.valuable.name]
  remove_tags = [rebilly_tag.late.name]
  filter      = "amount:100..1000"
  status      = "active"

  timeouts = {
    delete = "5m"
  }
}
