# terraform test (or tofu test), without an organization, a key or a network.

mock_provider "rebilly" {
  # Values that are not set here are made up.
  mock_resource "rebilly_product" {
    defaults = { id = "prod_mock" }
  }
  mock_data "rebilly_product" {
    defaults = { id = "prod_support" }
  }
}

variables {
  name       = "Seats"
  seat_price = 9.99
  website = {
    url   = "https://shop.example.com"
    email = "help@example.com"
    phone = "+1 555 0100"
  }
}

run "prices" {
  command = plan

  assert {
    condition     = rebilly_plan.monthly.pricing.volume.brackets[1].price == 7.99
    error_message = "Ten seats and more have to be a fifth cheaper, rounded down to a cent."
  }

  assert {
    condition     = rebilly_product.seats.deletion_protection
    error_message = "What is sold has to be protected against deletion."
  }
}

run "what_is_handed_out" {
  override_resource {
    target = rebilly_website.shop
    values = { id = "web_mock" }
  }

  assert {
    condition     = rebilly_plan.monthly.product_id == "prod_mock"
    error_message = "The plan has to sell the product of this module."
  }

  assert {
    condition     = output.checkout.website == "web_mock"
    error_message = "The page needs the website of this module."
  }

  assert {
    condition     = output.checkout.support == "prod_support"
    error_message = "Support has to be the product of the other team."
  }
}

run "no_price_below_a_cent" {
  command = plan

  variables {
    seat_price = 0.012
  }

  expect_failures = [var.seat_price]
}
