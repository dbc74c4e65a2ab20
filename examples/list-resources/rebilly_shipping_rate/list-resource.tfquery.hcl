# terraform query shows what there is; with -generate-config-out=shipping_rates.tf it writes the configuration, too.
list "rebilly_shipping_rate" "all" {
  provider = rebilly
  limit    = 10000
}
