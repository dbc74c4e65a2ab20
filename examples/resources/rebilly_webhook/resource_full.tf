variable "shop_token" {
  description = "Token that the shop expects in each request. It is in no state and no plan."
  type        = string
  default     = "replace-me"
  ephemeral   = true
}

# All attributes except all_events. The shop receives the customer of each paid invoice.
resource "rebilly_webhook" "paid" {
  id              = "hook_paid"
  url             = "https://shop.example.com/paid"
  method          = "POST"
  credential_hash = "crd_01HZX3M9V5K7R2T4W6Y8A0C1E3"
  events_filter   = ["invoice-paid", "invoice-partially-paid"]
  filter          = "amount:100..1000"
  body            = jsonencode({ customer = "{{customer.id}}" })
  status          = "active"

  headers = {
    X-Source = {
      value = "rebilly"
    }
    X-Token = {
      value_wo         = var.shop_token
      value_wo_version = 1 # Increase it whenever the token changes.
      status           = "active"
    }
  }

  deletion_protection = false

  timeouts = {
    delete = "5m"
  }
}
