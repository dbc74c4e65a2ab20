# A sender that is managed elsewhere, by its address. If there is not exactly one, the plan fails.
data "rebilly_email_delivery_setting" "billing" {
  from = "billing@example.com"
}

output "billing_sender_is_verified" {
  value = data.rebilly_email_delivery_setting.billing.status == "verified"
}
