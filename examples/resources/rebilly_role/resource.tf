# The required attributes of a role.
resource "rebilly_role" "read" {
  name = "Read customers"
  acl = [{
    permissions = ["GetCustomer", "GetCustomerCollection"]
  }]
}

# People with this role may also do what the role above allows.
resource "rebilly_role" "support" {
  name       = "Support"
  junior_ids = [rebilly_role.read.id]
  acl = [{
    permissions = ["GetInvoice", "GetInvoiceCollection"]
  }]
}
