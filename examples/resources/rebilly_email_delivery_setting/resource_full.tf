# All attributes. Use the id of a service credential of your organization.
resource "rebilly_email_delivery_setting" "support" {
  from          = "support@example.com"
  name          = "Example support"
  credential_id = "smtp_01HZX3M9V5K7R2T4W6Y8A0C1E3"
  is_default    = true

  timeouts = {
    delete = "5m"
  }
}
