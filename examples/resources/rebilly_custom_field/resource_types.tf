# All types, with all their constraints.
resource "rebilly_custom_field" "interests" {
  resource = "customers"
  name     = "interests"
  array = {
    allowed_values = ["news", "offers", "events"]
    default        = ["news"]
  }
}

resource "rebilly_custom_field" "newsletter" {
  resource = "customers"
  name     = "newsletter"
  boolean  = { default = false }
}

resource "rebilly_custom_field" "born_on" {
  resource = "customers"
  name     = "born_on"
  date     = {}
}

resource "rebilly_custom_field" "activated_at" {
  resource = "subscriptions"
  name     = "activated_at"
  datetime = { default = "2026-01-31T10:00:00Z" }
}

resource "rebilly_custom_field" "seats" {
  resource = "subscriptions"
  name     = "seats"
  integer = {
    minimum  = 1
    maximum  = 500
    default  = 5
    required = true
  }
}

resource "rebilly_custom_field" "discount" {
  resource = "orders"
  name     = "discount"
  number = {
    minimum = 0
    maximum = 99.5
  }
}

# The pattern is a regular expression of PCRE, between delimiters.
resource "rebilly_custom_field" "cost_center" {
  resource = "transactions"
  name     = "cost_center"
  string = {
    max_length = 20
    pattern    = "/^[A-Z]{2}-[0-9]+$/"
  }
}

# When this field is destroyed, it stays enabled in Rebilly.
resource "rebilly_custom_field" "credit_limit" {
  resource   = "customers"
  name       = "credit_limit"
  on_destroy = "abandon"
  monetary   = { default = { currency = "USD", amount = 250 } }
}
