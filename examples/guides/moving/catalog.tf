resource "rebilly_custom_field" "tier" {
  resource = "products"
  name     = "tier"
  string   = { allowed_values = ["basic", "premium"] }
}

resource "rebilly_product" "workspace" {
  name          = "Workspace"
  unit_label    = "seat"
  custom_fields = { (rebilly_custom_field.tier.name) = "premium" }
}

resource "rebilly_plan" "seats" {
  for_each = {
    plan_monthly = { name = "Workspace, monthly", unit = "month", price = 9.95 }
    plan_yearly  = { name = "Workspace, yearly", unit = "year", price = 99.5 }
  }

  id         = each.key
  name       = each.value.name
  product_id = rebilly_product.workspace.id
  currency   = "USD"
  pricing    = { flat_rate = { price = each.value.price } }

  recurring_interval = { unit = each.value.unit, length = 1 }
}

resource "rebilly_plan" "storage" {
  name       = "Storage"
  product_id = rebilly_product.workspace.id
  currency   = "USD"

  pricing = {
    tiered = {
      brackets = [{ price = 0.25, max_quantity = 100 }, { price = 0.2 }]
    }
  }

  recurring_interval = { unit = "month", length = 1 }
}

resource "rebilly_website" "shop" {
  name          = "Shop"
  url           = "https://shop.example.com"
  service_email = "help@example.com"
  service_phone = "+1 555 010 0100"
}

resource "rebilly_api_key" "reports" {
  description = "Reports"
  acl         = [{ permissions = ["GetPlan"] }]
}
