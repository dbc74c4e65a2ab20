# A shipping rate that is managed elsewhere, by its name. If there is not exactly one, the plan fails.
data "rebilly_shipping_rate" "express" {
  name = "Express"
}

output "express_price" {
  value = "${data.rebilly_shipping_rate.express.price} ${data.rebilly_shipping_rate.express.currency}"
}
