terraform {
  required_providers {
    rebilly = {
      source = "rebilly/rebilly"
    }
  }
}

# REBILLY_ORGANIZATION_ID, REBILLY_API_KEY and REBILLY_ENVIRONMENT select the organization.
provider "rebilly" {}
