# The module that catalog.tftest.hcl tests.

variable "name" {
  type = string
}

variable "seat_price" {
  type        = number
  description = "Price of a seat and month, in US dollars."

  validation {
    condition     = var.seat_price >= 0.02
    error_message = "A fifth less of this price is less than a cent."
  }
}

variable "protected" {
  type        = bool
  description = "Whether what is sold is protected against deletion."
  default     = true
}

variable "website" {
  type = object({ url = string, email = string, phone = string })
}

locals {
  # With ten seats or more, every seat is a fifth cheaper.
  volume_price = floor(var.seat_price * 80) / 100
}

resource "rebilly_product" "seats" {
  name                = var.name
  unit_label          = "seat"
  deletion_protection = var.protected
}

resource "rebilly_plan" "monthly" {
  name       = "${var.name}, monthly"
  product_id = rebilly_product.seats.id
  currency   = "USD"
  recurring_interval = {
    unit   = "month"
    length = 1
  }
  pricing = {
    volume = {
      brackets = [
        { price = var.seat_price, max_quantity = 9 },
        { price = local.volume_price },
      ]
    }
  }
}

resource "rebilly_coupon" "launch" {
  id                  = "LAUNCH26"
  description         = "${var.name}, a fifth off"
  discount            = { percent = { value = 20 } }
  issued_time         = "2026-01-01T00:00:00Z"
  deletion_protection = var.protected
}

resource "rebilly_website" "shop" {
  name          = var.name
  url           = var.website.url
  service_email = var.website.email
  service_phone = var.website.phone
}

resource "rebilly_custom_field" "region" {
  resource = "plans"
  name     = "region"
  string   = { allowed_values = ["eu", "us"] }
}

resource "rebilly_api_key" "shop" {
  description = "${var.name}, checkout"
  type        = "publishable"
}

# A different team manages this product.
data "rebilly_product" "support" {
  name = "Support"
}

output "checkout" {
  value = {
    plan    = rebilly_plan.monthly.id
    website = rebilly_website.shop.id
    support = data.rebilly_product.support.id
  }
}
