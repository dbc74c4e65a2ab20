resource "restful_resource" "tier" {
  path = "/custom-fields/products/tier"
  body = {
    type             = "string"
    additionalSchema = { allowedValues = ["basic", "premium"] }
  }
}

resource "restful_resource" "workspace" {
  path = "/products/prod_workspace"
  body = {
    name         = "Workspace"
    unitLabel    = "seat"
    customFields = { tier = "premium" }
  }

  depends_on = [restful_resource.tier]
}

resource "restful_resource" "seats" {
  for_each = {
    plan_monthly = { name = "Workspace, monthly", unit = "month", price = 9.95 }
    plan_yearly  = { name = "Workspace, yearly", unit = "year", price = 99.5 }
  }

  path = "/plans/${each.key}"
  body = {
    name              = each.value.name
    productId         = restful_resource.workspace.output.id
    currency          = "USD"
    pricing           = { formula = "flat-rate", price = each.value.price }
    recurringInterval = { unit = each.value.unit, length = 1 }
  }
}

resource "restful_resource" "storage" {
  path = "/plans/plan_storage"
  body = {
    name      = "Storage"
    productId = restful_resource.workspace.output.id
    currency  = "USD"
    pricing = {
      formula  = "tiered"
      brackets = [{ price = 0.25, maxQuantity = 100 }, { price = 0.2, maxQuantity = null }]
    }
    recurringInterval = { unit = "month", length = 1 }
  }
}

resource "restful_resource" "shop" {
  path = "/websites/web_shop"
  body = {
    name         = "Shop"
    url          = "https://shop.example.com"
    serviceEmail = "help@example.com"
    servicePhone = "+1 555 010 0100"
  }
}

resource "restful_resource" "reports" {
  path = "/api-keys/api_key_reports"
  body = {
    type        = "secret"
    description = "Reports"
    acl         = [{ scope = {}, permissions = ["GetPlan"] }]
  }
}
