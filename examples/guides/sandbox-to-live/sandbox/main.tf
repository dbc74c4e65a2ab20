terraform {
  required_providers {
    rebilly = { source = "rebilly/rebilly" }
  }
}

# REBILLY_ORGANIZATION_ID and REBILLY_API_KEY must be those of the sandbox.
provider "rebilly" {
  environment              = "sandbox"
  allowed_organization_ids = ["org_acme_test"]
}

module "catalog" {
  source      = "../catalog"
  website_url = "https://shop.test.example.com"
}

output "ids" {
  value = module.catalog.ids
}
