# The required attributes of a product. The provider generates its id.
resource "rebilly_product" "seats" {
  name = "Team seats"
}
