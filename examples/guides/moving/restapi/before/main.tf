resource "restapi_object" "tier" {
  path         = "/custom-fields/products"
  create_path  = "/custom-fields/products/{id}"
  id_attribute = "name"
  data = jsonencode({
    name             = "tier"
    type             = "string"
    additionalSchema = { allowedValues = ["basic", "premium"] }
  })
}

resource "restapi_object" "workspace" {
  path        = "/products"
  create_path = "/products/{id}"
  data = jsonencode({
    id           = "prod_workspace"
    name         = "Workspace"
    unitLabel    = "seat"
    customFields = { tier = "premium" }
  })

  depends_on = [restapi_object.tier]
}

resource "restapi_object" "seats" {
  for_each = {
    plan_monthly = { name = "Workspace, monthly", unit = "month", price = 9.95 }
    plan_yearly  = { name = "Workspace, yearly", unit = "year", price = 99.5 }
  }

  path        = "/plans"
  create_path = "/plans/{id}"
  data = jsonencode({
    id                = each.key
    name              = each.value.name
    productId         = restapi_object.workspace.id
    currency          = "USD"
    pricing           = { formula = "flat-rate", price = each.value.price }
    recurringInterval = { unit = each.value.unit, length = 1 }
  })
}

resource "restapi_object" "storage" {
  path        = "/plans"
  create_path = "/plans/{id}"
  data = jsonencode({
    id        = "plan_storage"
    name      = "Storage"
    productId = restapi_object.workspace.id
    currency  = "USD"
    pricing = {
      formula  = "tiered"
      brackets = [{ price = 0.25, maxQuantity = 100 }, { price = 0.2, maxQuantity = null }]
    }
    recurringInterval = { unit = "month", length = 1 }
  })
}

resource "restapi_object" "shop" {
  path        = "/websites"
  create_path = "/websites/{id}"
  data = jsonencode({
    id           = "web_shop"
    name         = "Shop"
    url          = "https://shop.example.com"
    serviceEmail = "help@example.com"
    servicePhone = "+1 555 010 0100"
  })
}

resource "restapi_object" "reports" {
  path        = "/api-keys"
  create_path = "/api-keys/{id}"
  data = jsonencode({
    id          = "api_key_reports"
    type        = "secret"
    description = "Reports"
    acl         = [{ scope = {}, permissions = ["GetPlan"] }]
  })
}
