resource "rebilly_product" "book" {
  name = "Book"
}

resource "rebilly_plan" "book" {
  name       = "Book"
  product_id = rebilly_product.book.id
  currency   = "USD"
  pricing    = { flat_rate = { price = 20 } }
}

resource "rebilly_plan" "bookmark" {
  name       = "Bookmark"
  product_id = rebilly_product.book.id
  currency   = "USD"
  pricing    = { flat_rate = { price = 3 } }
}

# All attributes. Use the ids of customers, invoices and subscriptions and the names of tags of your organization.
resource "rebilly_coupon" "readers" {
  id           = "READERS"
  discount     = { fixed = { amount = 2.5, currency = "USD", context = "items-and-shipping" } }
  description  = "For our readers"
  issued_time  = "2026-03-01T00:00:00+01:00"
  expired_time = "2036-03-01T00:00:00+01:00"

  restrictions = {
    discounts_per_redemption          = { quantity = 3 }
    maximum_order_amount              = { amount = 500, currency = "USD" }
    minimum_order_amount              = { amount = 19.99, currency = "USD" }
    paid_by_time                      = { time = "2036-04-01T00:00:00+02:00" }
    redemptions_per_customer          = { quantity = 1 }
    restrict_to_countries             = { countries = ["CA", "US"] }
    restrict_to_customer_tags         = { tags = ["reader", "vip"], require_all_tags = true }
    restrict_to_customers             = { customer_ids = ["cus_01HZX3M9V5K7R2T4W6Y8A0C1E3"] }
    restrict_to_exclusive_application = true
    restrict_to_invoices              = { invoice_ids = ["in_01HZX3MAB6N8S3V5X7Z9B1D2F4"] }
    restrict_to_plans                 = { plan_ids = [rebilly_plan.book.id, rebilly_plan.bookmark.id], minimum_quantity = 2 }
    restrict_to_products              = { product_ids = [rebilly_product.book.id], minimum_quantity = 2 }
    restrict_to_subscriptions         = { subscription_ids = ["sub_01HZX3MBC7P9T4W6Y8A0C1E3G5"] }
    total_redemptions                 = { quantity = 1000 }

    # Two books, and the bookmark comes with them.
    restrict_to_bxgy = {
      buy = [{ plan_id = rebilly_plan.book.id, quantity = 2 }]
      get = [{ plan_id = rebilly_plan.bookmark.id, quantity = 1 }]
    }
  }

  timeouts = {
    delete = "1m"
  }
}
