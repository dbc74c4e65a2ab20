# terraform query shows what there is; with -generate-config-out=email_delivery_settings.tf it writes the configuration, too.
list "rebilly_email_delivery_setting" "all" {
  provider = rebilly
  limit    = 10000
}
