data "rebilly_shipping_rates" "active" {
  filter = "status:active"
  sort   = "name"
}

output "prices" {
  value = { for rate in data.rebilly_shipping_rates.active.shipping_rates : rate.name => "${rate.price} ${rate.currency}" }
}
