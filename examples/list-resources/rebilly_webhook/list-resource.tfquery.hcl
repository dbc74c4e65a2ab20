# terraform query shows what there is; with -generate-config-out=webhooks.tf it writes the configuration, too.
list "rebilly_webhook" "all" {
  provider = rebilly
  limit    = 10000
}
