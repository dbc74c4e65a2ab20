resource "rebilly_tag" "vip" {
  name = "VIP"
  type = "customer"
}

resource "rebilly_event_ruleset" "invoice_paid" {
  event_type = "invoice-paid"

  rules = [
    {
      name   = "VIP"
      filter = "customer.lifetimeRevenue.amountUsd:10000..100000000"
      actions = [
        {
          tag_or_untag_customer = {
            adding_tags   = [rebilly_tag.vip.id]
            removing_tags = []
          }
        },
      ]
    },
  ]

  binds = [
    {
      name = "Receipt"
      actions = [
        {
          send_email = {
            title = "Receipt"
            emails = [
              {
                templates = [
                  for locale, subject in local.subjects.receipt : {
                    locale      = locale
                    from        = local.sender
                    to          = [local.customer]
                    subject     = subject
                    html        = file("${path.module}/mail/receipt.${locale}.html")
                    attachments = [{ resource_type = "invoice", resource_id = "{{ invoice.id }}" }]
                  }
                ]
              },
            ]
          }
        },
      ]
    },
    {
      name    = "Payment in QuickBooks"
      labels  = ["quickbooks"]
      actions = [{ create_intuit_quickbooks_payment = { credential_hash = local.quickbooks, deposit_account = "35" } }]
    },
  ]
}
