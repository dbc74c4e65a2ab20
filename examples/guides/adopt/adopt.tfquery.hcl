# Every object that the provider can manage. Without a limit, Terraform stops at 100 objects of a kind without a warning.
list "rebilly_product" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_plan" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_website" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_coupon" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_custom_field" "all" {
  provider = rebilly
  limit    = 10000
  for_each = toset([
    "customers", "payment-instruments", "orders", "subscriptions", "transactions",
    "websites", "products", "plans", "gateway-accounts", "deposit-requests",
  ])

  config {
    resource = each.key
  }
}

list "rebilly_api_key" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_shipping_rate" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_authentication_options" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_email_delivery_setting" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_tag" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_event_ruleset" "all" {
  provider = rebilly
  limit    = 10000
}

# Add the types of events for which there are drafts.
list "rebilly_event_ruleset_draft" "all" {
  provider = rebilly
  limit    = 10000
  for_each = toset(["order-completed"])

  config {
    event_type = each.key
  }
}

list "rebilly_tag_rule" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_webhook" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_list" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_journal_account" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_role" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_blocklist_entry" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_allowlist_entry" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_service_credential" "all" {
  provider = rebilly
  limit    = 10000
  for_each = toset([
    "smtp", "webhook", "mailgun", "sendgrid", "aws-ses", "postmark", "experian", "taxjar", "avalara", "plaid",
  ])

  config {
    type = each.key
  }
}
