# The types of events that rules can handle, by category.
data "rebilly_event_types" "billing" {
  filter = "category:billing"
}

output "billing_events" {
  value = data.rebilly_event_types.billing.event_types[*].event_type
}
