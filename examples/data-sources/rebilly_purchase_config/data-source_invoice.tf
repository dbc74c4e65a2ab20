# An invoice. The page adds a customer's token as jwt.
data "rebilly_purchase_config" "invoice" {
  invoice_id = "in_0YV7DENSVGDBW9S71XZNNYYQ0X"

  features = {
    hide_confirmation = true
  }
}
