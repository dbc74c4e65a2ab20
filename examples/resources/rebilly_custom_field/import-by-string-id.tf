import {
  to = rebilly_custom_field.tier
  id = "products/tier"
}
