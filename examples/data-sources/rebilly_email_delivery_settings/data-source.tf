data "rebilly_email_delivery_settings" "all" {
  sort = "name"
}

output "unverified_senders" {
  value = [for setting in data.rebilly_email_delivery_settings.all.email_delivery_settings : setting.from if setting.status == "pending"]
}
