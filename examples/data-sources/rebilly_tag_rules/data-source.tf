data "rebilly_tag_rules" "active" {
  filter = "status:active"
}

output "events" {
  value = { for rule in data.rebilly_tag_rules.active.tag_rules : rule.name => rule.event_type }
}
