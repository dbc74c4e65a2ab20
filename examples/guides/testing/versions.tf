terraform {
  required_providers {
    rebilly = {
      source = "rebilly/rebilly"
    }
  }
}
