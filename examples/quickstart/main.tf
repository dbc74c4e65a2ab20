# A catalog to start from: seats sold by the month and by the year, metered API calls,
# a one-time setup, a paid evaluation, the websites that sell them, their checkout (checkout.tf), and what surrounds
# them (operations.tf).

terraform {
  required_version = ">= 1.11"

  required_providers {
    rebilly = {
      source = "rebilly/rebilly"
    }
  }
}

# Reads REBILLY_API_KEY.
provider "rebilly" {
  organization_id = var.organization_id
  environment     = var.environment
}

locals {
  # Price of one seat. The last bracket has no upper end.
  seats = {
    month = [
      { price = 15, max_quantity = 10 },
      { price = 12.5, max_quantity = 100 },
      { price = 9.95, max_quantity = null },
    ]
    year = [
      { price = 150, max_quantity = 10 },
      { price = 125, max_quantity = 100 },
      { price = 99.5, max_quantity = null },
    ]
  }
}

resource "rebilly_product" "workspace" {
  name        = "Acme Workspace"
  description = "Shared documents, tasks and calendars for a team."
  unit_label  = "seat"
}

# Tiered: each seat has the price of its own bracket.
resource "rebilly_plan" "workspace" {
  for_each = local.seats

  name       = "Workspace, by the ${each.key}"
  product_id = rebilly_product.workspace.id
  currency   = var.currency

  recurring_interval = {
    unit   = each.key
    length = 1
  }

  trial = {
    price  = 0
    period = { unit = "day", length = 14 }
  }

  pricing = {
    tiered = { brackets = each.value }
  }
}

# Trial only: it ends automatically and never renews.
resource "rebilly_plan" "evaluation" {
  name       = "Workspace, 30-day evaluation"
  product_id = rebilly_product.workspace.id
  currency   = var.currency

  trial = {
    price  = 1
    period = { unit = "day", length = 30 }
  }
}

resource "rebilly_product" "api" {
  name        = "Acme API"
  description = "Programmatic access, billed by use."
  unit_label  = "call"
}

# Volume: the total of the month determines the price of every call.
resource "rebilly_plan" "api" {
  name       = "API calls"
  product_id = rebilly_product.api.id
  currency   = var.currency

  recurring_interval = {
    unit           = "month"
    length         = 1
    billing_timing = "postpaid"
  }

  metered_billing = {
    strategy = "sum"
  }

  pricing = {
    volume = {
      brackets = [
        { price = 0.01, max_quantity = 10000 },
        { price = 0.008, max_quantity = 1000000 },
        { price = 0.0055 },
      ]
    }
  }
}

resource "rebilly_product" "onboarding" {
  name        = "Guided onboarding"
  description = "Two days with an Acme engineer: import, permissions, training."
}

# Neither a trial nor an interval: sold once.
resource "rebilly_plan" "onboarding" {
  name       = "Guided onboarding"
  product_id = rebilly_product.onboarding.id
  currency   = var.currency

  pricing = {
    fixed_fee = { price = 1499 }
  }
}

resource "rebilly_website" "this" {
  for_each = var.websites

  name          = each.value.name
  url           = each.value.url
  service_email = "billing@acme.example"
  service_phone = each.value.service_phone

  settings = {
    payment_form = {
      features = {
        hide_zero_amount_summary_items = true
      }
    }
  }
}
