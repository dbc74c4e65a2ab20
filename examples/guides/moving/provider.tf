terraform {
  required_providers {
    rebilly = { source = "rebilly/rebilly" }
  }
}

provider "rebilly" {}
