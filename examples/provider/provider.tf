terraform {
  required_version = ">= 1.11"

  required_providers {
    rebilly = {
      source = "rebilly/rebilly"
    }
  }
}

# Reads REBILLY_ORGANIZATION_ID, REBILLY_API_KEY and REBILLY_ENVIRONMENT.
provider "rebilly" {}
