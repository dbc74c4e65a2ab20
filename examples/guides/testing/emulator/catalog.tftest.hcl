# Applies the module. REBILLY_BASE_URL, REBILLY_ORGANIZATION_ID and REBILLY_API_KEY select the emulator,
# or a sandbox in which no other object is named Support.

provider "rebilly" {}

variables {
  name       = "Seats"
  seat_price = 9.99
  protected  = false
  website = {
    url   = "https://shop.example.com"
    email = "help@example.com"
    phone = "+1 555 0100"
  }
}

run "support" {
  module {
    source = "./emulator/support"
  }
}

run "catalog" {
  # Rebilly never deletes a coupon. If this file created it, it would fail from the second time on: the code has been used.
  override_resource {
    target = rebilly_coupon.launch
  }

  assert {
    condition     = rebilly_plan.monthly.is_active
    error_message = "The plan has to be on sale at once."
  }
}

run "dearer" {
  override_resource {
    target = rebilly_coupon.launch
  }

  variables {
    seat_price = 12
  }
}

run "sold" {
  module {
    source = "./emulator/sold"
  }

  assert {
    condition     = output.brackets[0].price == 12 && output.brackets[1].price == 9.6
    error_message = "The plan has to be sold at the new price, and ten seats and more a fifth cheaper."
  }
}
