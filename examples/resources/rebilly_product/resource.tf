# All that a product needs. The provider makes its id.
resource "rebilly_product" "seats" {
  name = "Team seats"
}
