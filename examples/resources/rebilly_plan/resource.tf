# A monthly subscription with a free trial.
resource "rebilly_product" "workspace" {
  name = "Workspace"
}

resource "rebilly_plan" "monthly" {
  name       = "Workspace, monthly"
  product_id = rebilly_product.workspace.id
  currency   = "USD"

  pricing = {
    flat_rate = { price = 9.95 }
  }

  recurring_interval = {
    unit   = "month"
    length = 1
  }

  trial = {
    price  = 0
    period = { unit = "day", length = 14 }
  }
}
