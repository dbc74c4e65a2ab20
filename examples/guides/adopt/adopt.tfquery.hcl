# Everything that Terraform can manage. The limit is what Rebilly can list; without one, Terraform stops at 100.
list "rebilly_product" "all" {
  provider = rebilly
  limit    = 2000
}

list "rebilly_plan" "all" {
  provider = rebilly
  limit    = 2000
}

list "rebilly_website" "all" {
  provider = rebilly
  limit    = 2000
}

list "rebilly_custom_field" "all" {
  provider = rebilly
  limit    = 2000
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
  limit    = 2000
}
