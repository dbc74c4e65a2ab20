terraform {
  required_providers {
    rebilly = { source = "rebilly/rebilly" }
  }
}

# REBILLY_ORGANIZATION_ID and REBILLY_API_KEY must be those of the live organization.
provider "rebilly" {
  environment              = "live"
  allowed_organization_ids = ["org_acme"]
  deletion_protection      = true
}

module "catalog" {
  source      = "../catalog"
  website_url = "https://shop.example.com"
}

output "ids" {
  value = module.catalog.ids
}
