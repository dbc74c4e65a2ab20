# How many emails of an event have been sent.
data "rebilly_send_through_attribution" "receipts" {
  event_type = "invoice-paid"
}

output "sent" {
  value = { for email in data.rebilly_send_through_attribution.receipts.send_through_attribution : email.version_id => email.sent }
}
