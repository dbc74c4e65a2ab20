resource "rebilly_event_ruleset" "renewal_declined" {
  event_type = "renewal-invoice-payment-declined"

  rules = [
    {
      name   = "Retry soft declines"
      labels = ["dunning"]
      filter = "transaction.gateway.response.code:51,61,65"
      actions = [
        {
          schedule_invoice_retry = {
            attempts = [
              for days in [3, 5, 7] : {
                schedule_instruction   = { date_interval = { duration = days, unit = "days" } }
                try_backup_instruments = true
              }
            ]
            after_attempt_policies   = []
            after_retry_end_policies = ["abandon-invoice", "cancel-subscription"]
          }
        },
      ]
    },
    {
      # Events that no rule above has stopped.
      name   = "Retry once"
      labels = ["dunning"]
      actions = [
        {
          schedule_invoice_retry = {
            attempts = [
              {
                schedule_instruction   = { intelligent = { duration = 10, unit = "days" } }
                try_backup_instruments = true
              },
            ]
            after_attempt_policies   = []
            after_retry_end_policies = ["abandon-invoice", "cancel-subscription"]
          }
        },
      ]
    },
  ]

  binds = [
    {
      name = "Ask for a different card"
      actions = [
        {
          send_email = {
            title = "Payment failed"
            emails = [
              {
                templates = [
                  for locale, subject in local.subjects.payment_failed : {
                    locale  = locale
                    from    = local.sender
                    to      = [local.customer]
                    subject = subject
                    html    = templatefile("${path.module}/mail/payment-failed.${locale}.html", { shop = "https://shop.example.com" })
                  }
                ]
              },
            ]
          }
        },
      ]
    },
  ]
}
