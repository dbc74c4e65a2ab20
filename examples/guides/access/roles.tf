# People who answer customers: they read, and change nothing.
resource "rebilly_role" "support" {
  name        = "Support"
  description = "Answers customers"
  acl = [
    {
      permissions = [
        "GetCustomer", "GetCustomerCollection", "GetInvoice", "GetInvoiceCollection",
        "GetSubscription", "GetSubscriptionCollection", "GetTransaction", "GetTransactionCollection",
      ]
    },
  ]
}

# People who may give money back, and everything that support may do. They sign in from the office only.
resource "rebilly_role" "refunds" {
  name        = "Refunds"
  description = "Gives money back"
  acl         = [{ permissions = ["PostTransactionRefund"] }]
  allowed_ips = ["203.0.113.0/24"]
  junior_ids  = [rebilly_role.support.id]
}
