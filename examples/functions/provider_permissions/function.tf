locals {
  # The types of resources and data sources in the configuration of the catalog.
  catalog = ["rebilly_product", "rebilly_plan", "rebilly_plans"]
}

# A key for plans of pull requests: it cannot change anything.
resource "rebilly_api_key" "pull_requests" {
  description = "Terraform plans of the catalog"
  acl = [
    { permissions = provider::rebilly::provider_permissions(local.catalog, "plan") },
  ]
}

# A key for applies.
resource "rebilly_api_key" "catalog" {
  description = "Terraform applies of the catalog"
  acl = [
    { permissions = provider::rebilly::provider_permissions(local.catalog, "apply") },
  ]
}
