# A string field for products. Exactly one of string, integer and the other types is set. The type can never be changed.
resource "rebilly_custom_field" "tier" {
  resource    = "products"
  name        = "tier"
  description = "What the customer gets."
  string      = { allowed_values = ["basic", "premium"] }
}
