terraform {
  required_providers {
    rebilly = { source = "rebilly/rebilly" }
  }
}

# REBILLY_ORGANIZATION_ID and REBILLY_API_KEY are environment variables of the job.
provider "rebilly" {
  environment              = "live"
  allowed_organization_ids = ["org_acme"]
  max_rate_limit_share     = 50
}

resource "rebilly_product" "workspace" {
  id   = "prod_workspace"
  name = "Workspace"
}

resource "rebilly_plan" "monthly" {
  id         = "plan_workspace_monthly"
  name       = "Workspace, monthly"
  product_id = rebilly_product.workspace.id
  currency   = "USD"
  pricing    = { flat_rate = { price = 9.95 } }

  recurring_interval = { unit = "month", length = 1 }
}
