# A text that every product can have. The type is which of string, integer and the others is set, and is for ever.
resource "rebilly_custom_field" "tier" {
  resource    = "products"
  name        = "tier"
  description = "What the customer gets."
  string      = { allowed_values = ["basic", "premium"] }
}
