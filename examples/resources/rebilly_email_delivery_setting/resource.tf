# Rebilly sends a verification message to the address.
resource "rebilly_email_delivery_setting" "billing" {
  from = "billing@example.com"
  name = "Example billing"
}
