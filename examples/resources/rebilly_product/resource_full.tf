# All attributes. Use the names of custom fields of your organization.
resource "rebilly_journal_account" "unearned" {
  name = "Unearned revenue"
}

resource "rebilly_journal_account" "earned" {
  name = "Revenue"
}

resource "rebilly_product" "shirt" {
  id                = "prod_shirt"
  name              = "Shirt"
  unit_label        = "shirt"
  description       = "A shirt of organic cotton."
  requires_shipping = true
  options           = ["color", "size"]
  tax_category_id   = "20010"
  accounting_code   = "4010"

  recognition = {
    debit_account_id  = rebilly_journal_account.unearned.id
    credit_account_id = rebilly_journal_account.earned.id
  }

  custom_fields = {
    season      = "summer"
    weight_kg   = 0.2
    fair_trade  = true
    care        = ["wash cold", "do not bleach"]
    import_duty = { currency = "USD", amount = 1.5 }
  }

  timeouts = {
    delete = "5m"
  }
}
