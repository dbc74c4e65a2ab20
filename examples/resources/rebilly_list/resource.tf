# The required attributes of a list. Rules refer to the list by its id.
resource "rebilly_list" "countries" {
  description = "Countries that need a review"
  values      = ["BR", "NG"]
}
