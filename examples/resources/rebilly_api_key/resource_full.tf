# All attributes. The secret is stored in the state: everyone who can read the state can read it.
resource "rebilly_api_key" "support" {
  id          = "api_key_support"
  description = "Support desk"
  type        = "secret"

  acl = [
    {
      permissions = ["GetCustomer", "GetCustomerCollection"]
    },
    {
      permissions = ["GetSubscription", "PutSubscription"]
      scope = {
        organization_id   = ["org_01HZX3M9V5K7R2T4W6Y8A0C1E3"]
        product_id        = ["prod_01HZX3MAB6N8S3V5X7Z9B1D2F4"]
        plan_id           = ["plan_01HZX3MBC7P9T4W6Y8A0C2E3G5", "plan_01HZX3MCD8Q0V5X7Z9B1D3F4H6"]
        custom_field_name = ["tier"]
      }
    },
  ]

  allowed_ips = ["153.12.32.33", "201.54.122.0/24", "2001:db8:abcd:12::/64"]

  rotation_triggers = {
    reason = "Created"
  }

  store_secret = true

  timeouts = {
    delete = "5m"
  }
}

output "support_key" {
  value     = rebilly_api_key.support.secret_key
  sensitive = true
}
