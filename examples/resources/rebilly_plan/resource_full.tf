# All attributes of a subscription. Use the names of custom fields of your organization.
resource "rebilly_product" "hosting" {
  id      = "prod_hosting"
  name    = "Hosting"
  options = ["region"]
}

resource "rebilly_plan" "hosting" {
  id               = "plan_hosting_quarterly"
  name             = "Hosting, quarterly"
  product_id       = rebilly_product.hosting.id
  currency         = "USD"
  description      = "Hosting, charged by use at the end of each quarter."
  rich_description = "Hosting, charged <b>by use</b> at the end of each quarter."
  product_options  = { region = "eu-west" }
  is_active        = true
  on_destroy       = "delete"

  setup = {
    price = 25
  }

  trial = {
    price  = 0
    period = { unit = "day", length = 14 }
  }

  pricing = {
    tiered = {
      min_quantity = 1
      brackets = [
        { price = 0.05, max_quantity = 1000 },
        { price = 0.04, max_quantity = 10000 },
        { price = 0.03 },
      ]
    }
  }

  recurring_interval = {
    unit           = "month"
    length         = 3
    limit          = 12
    billing_timing = "postpaid"

    period_anchor_instruction = {
      day_of_month = { day = 1, time = "00:00:00Z" }
    }
  }

  metered_billing = {
    strategy = "last"
    min      = 0.01
    max      = 100000
    sticky   = true
  }

  custom_fields = {
    tier = "standard"
  }

  timeouts = {
    delete = "5m"
  }
}
