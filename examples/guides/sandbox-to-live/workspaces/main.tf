terraform {
  required_providers {
    rebilly = { source = "rebilly/rebilly" }
  }
}

locals {
  # The organization of each workspace. Other workspaces, such as default, have none.
  organizations = {
    sandbox = "org_acme_test"
    live    = "org_acme"
  }
}

variable "website_url" {
  type = string
}

provider "rebilly" {
  environment              = terraform.workspace
  allowed_organization_ids = [local.organizations[terraform.workspace]]
  deletion_protection      = terraform.workspace == "live"
}

module "catalog" {
  source      = "../catalog"
  website_url = var.website_url
}

output "ids" {
  value = module.catalog.ids
}
