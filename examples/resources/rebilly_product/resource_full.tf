# All attributes. Use the ids of journal accounts and the names of custom fields of your organization.
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
    debit_account_id  = "jrn_acc_01HZX3M9V5K7R2T4W6Y8A0C1E3"
    credit_account_id = "jrn_acc_01HZX3MAB6N8S3V5X7Z9B1D2F4"
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
