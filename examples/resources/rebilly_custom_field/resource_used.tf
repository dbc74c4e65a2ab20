# Custom fields with the objects that use them. Because of the references, one apply creates both, the fields first.
resource "rebilly_custom_field" "season" {
  resource = "products"
  name     = "season"
  string   = { allowed_values = ["summer", "winter"] }
}

resource "rebilly_custom_field" "support_hours" {
  resource = "plans"
  name     = "support_hours"
  integer  = { minimum = 0 }
}

resource "rebilly_product" "coat" {
  name = "Coat"
  custom_fields = {
    (rebilly_custom_field.season.name) = "winter"
  }
}

# Without a reference, use depends_on.
resource "rebilly_plan" "coat" {
  name          = "Coat, rented by the month"
  product_id    = rebilly_product.coat.id
  currency      = "EUR"
  pricing       = { fixed_fee = { price = 19.9 } }
  custom_fields = { support_hours = 8 }
  depends_on    = [rebilly_custom_field.support_hours]
}
