# The required attributes of a webhook. All events trigger it.
resource "rebilly_webhook" "events" {
  url             = "https://shop.example.com/events"
  method          = "POST"
  credential_hash = "crd_01HZX3M9V5K7R2T4W6Y8A0C1E3"
  all_events      = true
}
