resource "rebilly_event_ruleset" "customer_created" {
  event_type = "customer-created"
  rules      = []

  binds = [
    {
      name = "Welcome"
      actions = [
        {
          send_email = {
            title = "Welcome"
            emails = [
              {
                version = "a"
                weight  = 50
                templates = [
                  for locale, subject in local.subjects.welcome : {
                    locale  = locale
                    from    = local.sender
                    to      = [local.customer]
                    subject = subject
                    html    = file("${path.module}/mail/welcome.${locale}.html")
                  }
                ]
              },
              {
                # The same message with the name of the customer in its subject.
                version = "b"
                weight  = 50
                templates = [
                  for locale, subject in local.subjects.welcome : {
                    locale  = locale
                    from    = local.sender
                    to      = [local.customer]
                    subject = "${subject}, {{ customer.firstName }}"
                    html    = file("${path.module}/mail/welcome.${locale}.html")
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
