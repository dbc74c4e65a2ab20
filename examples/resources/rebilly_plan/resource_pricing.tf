# All types of pricing: the five variants, metered usage, and a trial without a sale.
resource "rebilly_product" "storage" {
  name       = "Storage"
  unit_label = "GB"
}

# One price, regardless of the quantity. Without recurring_interval, it is charged once.
resource "rebilly_plan" "fixed_fee" {
  name       = "Storage, set up for you"
  product_id = rebilly_product.storage.id
  currency   = "EUR"

  pricing = {
    fixed_fee = { price = 499 }
  }
}

# 100 GB cost 100 × 0.25.
resource "rebilly_plan" "flat_rate" {
  name       = "Storage by the GB"
  product_id = rebilly_product.storage.id
  currency   = "EUR"

  pricing = {
    flat_rate = {
      price        = 0.25
      min_quantity = 10
      max_quantity = 10000
    }
  }
}

# 1 to 100 GB cost 20 in all, 101 to 500 GB cost 80 in all; more cannot be ordered.
resource "rebilly_plan" "stairstep" {
  name       = "Storage in steps"
  product_id = rebilly_product.storage.id
  currency   = "EUR"

  pricing = {
    stairstep = {
      brackets = [
        { price = 20, max_quantity = 100 },
        { price = 80, max_quantity = 500 },
      ]
    }
  }
}

# 150 GB cost 100 × 0.25 + 50 × 0.2: each GB has the price of the bracket it falls in.
resource "rebilly_plan" "tiered" {
  name       = "Storage in tiers"
  product_id = rebilly_product.storage.id
  currency   = "EUR"

  pricing = {
    tiered = {
      min_quantity = 10
      brackets = [
        { price = 0.25, max_quantity = 100 },
        { price = 0.2 },
      ]
    }
  }
}

# 150 GB cost 150 × 0.2: the quantity determines the price of every GB.
resource "rebilly_plan" "volume" {
  name       = "Storage by volume"
  product_id = rebilly_product.storage.id
  currency   = "EUR"

  pricing = {
    volume = {
      brackets = [
        { price = 0.25, max_quantity = 100 },
        { price = 0.2 },
      ]
    }
  }
}

# The usage of a month is charged at its end.
resource "rebilly_plan" "metered" {
  name       = "Storage by use"
  product_id = rebilly_product.storage.id
  currency   = "EUR"

  pricing = {
    flat_rate = { price = 0.001 }
  }

  recurring_interval = {
    unit           = "month"
    length         = 1
    billing_timing = "postpaid"
  }

  metered_billing = {
    strategy = "sum"
  }
}

# A trial without a subscription: it has no pricing.
resource "rebilly_plan" "trial_only" {
  name       = "Storage, 30 days to try"
  product_id = rebilly_product.storage.id
  currency   = "EUR"

  trial = {
    price  = 1
    period = { unit = "day", length = 30 }
  }
}
