resource "rebilly_event_ruleset" "invoice_issued" {
  event_type = "invoice-issued"
  rules      = []

  binds = [
    {
      name   = "Invoice in QuickBooks"
      labels = ["quickbooks"]
      actions = [
        {
          create_intuit_quickbooks_invoice = {
            credential_hash          = local.quickbooks
            customer_display_name    = "{{ invoice.customer.firstName }} {{ invoice.customer.lastName }}"
            unearned_revenue_account = "41"
            taxes_account            = "52"
          }
        },
      ]
    },
  ]
}
