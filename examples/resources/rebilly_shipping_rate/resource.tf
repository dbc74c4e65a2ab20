# The required attributes of a shipping rate. It applies to all invoices.
resource "rebilly_shipping_rate" "express" {
  name     = "Express"
  price    = 12.5
  currency = "USD"
}
