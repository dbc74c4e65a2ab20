# Rules and a bind with all their attributes. The page has the attributes of all actions, and the guide about event rules more examples.
resource "rebilly_tag" "late" {
  name = "late payer"
  type = "customer"
}

resource "rebilly_event_ruleset" "renewal_declined" {
  event_type = "renewal-invoice-payment-declined"

  rules = [
    {
      name   = "Retry insufficient funds"
      labels = ["dunning"]
      status = "active"
      filter = "transaction.gateway.response.code:51"
      final  = true

      actions = [
        {
          schedule_invoice_retry = {
            attempts = [
              {
                schedule_instruction   = { date_interval = { duration = 3, unit = "days" } }
                try_backup_instruments = true
              },
              {
                schedule_instruction          = { day_of_month = { day = 1, time = "10:00" } }
                amount_adjustment_instruction = { partial = { value = 50, type = "percent" } }
              },
            ]
            after_attempt_policies     = ["change-subscription-renewal-time"]
            after_retry_end_policies   = ["abandon-invoice", "cancel-subscription"]
            override_retry_instruction = false
          }
        },
        {
          tag_or_untag_customer = {
            adding_tags   = [rebilly_tag.late.id]
            removing_tags = []
          }
        },
      ]
    },
    {
      name    = "Give up"
      actions = [{ cancel_scheduled_payments = { skip_started_service_period = true } }]
    },
  ]

  binds = [
    {
      name = "Tell the customer"

      actions = [
        {
          send_email = {
            title = "Payment failed"
            emails = [
              {
                templates = [
                  {
                    locale  = "en-US"
                    from    = "billing@example.com"
                    to      = ["{{ customer.primaryAddress.emails[0].value }}"]
                    subject = "We could not collect your payment"
                    text    = "Please check your payment method."
                  },
                ]
              },
            ]
          }
        },
      ]
    },
  ]

  timeouts = {
    delete = "5m"
  }
}
