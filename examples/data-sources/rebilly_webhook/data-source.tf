# A webhook that is managed elsewhere, by its URL. If there is not exactly one, the plan fails.
data "rebilly_webhook" "events" {
  url = "https://example.com/events"
}

output "webhook_events" {
  value = data.rebilly_webhook.events.events_filter
}
