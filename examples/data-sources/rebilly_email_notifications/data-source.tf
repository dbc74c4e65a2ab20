# The emails that binds send, by type of event.
data "rebilly_email_notifications" "all" {}

output "emails" {
  value = { for event in data.rebilly_email_notifications.all.email_notifications : event.event_type => event.active_count if event.count > 0 }
}
