# Resources that refer to each other, in an organization that also has other objects. Every name begins with the prefix that the sweeper
# deletes. The test adds the resources that are not here, as their fixtures describe them.
variable "prefix" {
  type = string
}

variable "price" {
  type = number
}

resource "rebilly_custom_field" "tier" {
  resource = "products"
  name     = "tf_test_tier"
  string   = { allowed_values = ["gold", "silver"] }
}

resource "rebilly_product" "seats" {
  name          = "${var.prefix} seats"
  description   = "At ${var.price}"
  unit_label    = "seat"
  custom_fields = { (rebilly_custom_field.tier.name) = "gold" }
}

resource "rebilly_plan" "monthly" {
  name       = "${var.prefix} monthly"
  product_id = rebilly_product.seats.id
  currency   = "USD"

  pricing = {
    tiered = {
      brackets = [
        { price = var.price, max_quantity = 10 },
        { price = var.price / 2 },
      ]
    }
  }

  recurring_interval = { unit = "month", length = 1 }
  trial              = { price = 0, period = { unit = "day", length = 14 } }
}

# The provider generates the id, because Rebilly does not accept a code twice.
resource "rebilly_coupon" "launch" {
  description  = "${var.prefix} launch at ${var.price}"
  discount     = { percent = { value = 12.5 } }
  issued_time  = "2026-01-01T00:00:00Z"
  restrictions = { restrict_to_plans = { plan_ids = [rebilly_plan.monthly.id] } }
}

resource "rebilly_website" "shop" {
  name          = "${var.prefix} shop"
  url           = "https://${var.prefix}.example.com"
  service_email = "help@example.com"
  service_phone = "+1 555 010 0100"
}

resource "rebilly_api_key" "prices" {
  description = "${var.prefix} prices at ${var.price}"
  acl         = [{ permissions = ["GetPlan", "PutPlan"] }]
}

resource "rebilly_journal_account" "revenue" {
  name = "${var.prefix} revenue at ${var.price}"
}

# There is one ruleset for each event. The rule does nothing, and the create is refused if the organization has rules for the event.
resource "rebilly_event_ruleset" "recalled" {
  event_type = "quote-recalled"

  rules = [
    {
      name    = "${var.prefix} at ${var.price}"
      status  = "inactive"
      actions = [{ stop_subscriptions = { status = "inactive" } }]
    },
  ]
}

resource "rebilly_service_credential" "events" {
  webhook = { host = "${var.prefix}.example.com" }
}

data "rebilly_plan" "monthly" {
  id = rebilly_plan.monthly.id
}

output "plan" {
  value = data.rebilly_plan.monthly.name
}

output "product" {
  value = rebilly_product.seats.id
}
