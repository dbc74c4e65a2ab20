# What surrounds the catalog: events for your systems, a role for support staff, and what rules refer to.

# Rebilly authenticates with it at the server that receives the events.
resource "rebilly_service_credential" "events" {
  webhook = {
    host = "hooks.acme.example"
    auth = {
      basic = {
        username            = "rebilly"
        password_wo         = var.events_password
        password_wo_version = 1 # Increase it with each new password.
      }
    }
  }

  # A new password needs a new credential. The webhook changes to it before the old one is deactivated.
  lifecycle {
    create_before_destroy = true
  }
}

resource "rebilly_webhook" "events" {
  url             = "https://hooks.acme.example/rebilly"
  method          = "POST"
  credential_hash = rebilly_service_credential.events.id
  events_filter   = ["invoice-paid", "subscription-activated", "subscription-canceled"]
}

# People who answer customers: they read, and change nothing.
resource "rebilly_role" "support" {
  name        = "Support"
  description = "Answers customers"
  acl = [
    {
      permissions = [
        "GetCustomer", "GetCustomerCollection", "GetInvoice", "GetInvoiceCollection",
        "GetSubscription", "GetSubscriptionCollection",
      ]
    },
  ]
}

resource "rebilly_tag" "customer" {
  name = "paying"
  type = "customer"
}

# Every customer who has paid an invoice gets the tag.
resource "rebilly_tag_rule" "paying" {
  name        = "Paying customers"
  event_type  = "invoice-paid"
  add_tags    = [rebilly_tag.customer.name]
  remove_tags = []
}

# Rules for payments refer to the list by its id.
resource "rebilly_list" "countries" {
  description = "Countries that we deliver to"
  values      = ["AT", "CA", "DE", "GB", "US"]
}
