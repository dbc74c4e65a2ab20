import {
  to = rebilly_custom_field.tier
  identity = {
    resource = "products"
    name     = "tier"
  }
}
