# Service periods that begin on a fixed day: every Monday, and every first of January.
resource "rebilly_product" "magazine" {
  name = "Magazine"
}

resource "rebilly_plan" "weekly" {
  name       = "Magazine, weekly"
  product_id = rebilly_product.magazine.id
  currency   = "GBP"

  pricing = {
    fixed_fee = { price = 2.5 }
  }

  recurring_interval = {
    unit   = "week"
    length = 1

    period_anchor_instruction = {
      day_of_week = { day = "Monday", week = "next", time = "06:00:00Z" }
    }
  }
}

resource "rebilly_plan" "yearly" {
  name       = "Magazine, yearly"
  product_id = rebilly_product.magazine.id
  currency   = "GBP"

  pricing = {
    fixed_fee = { price = 99 }
  }

  recurring_interval = {
    unit   = "year"
    length = 1

    period_anchor_instruction = {
      day_and_month_of_year = { day = 1, month = 1 }
    }
  }
}
