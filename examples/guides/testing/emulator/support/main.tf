# An object of a different team, which the module looks up.

terraform {
  required_providers {
    rebilly = {
      source = "rebilly/rebilly"
    }
  }
}

resource "rebilly_product" "support" {
  name = "Support"
}
