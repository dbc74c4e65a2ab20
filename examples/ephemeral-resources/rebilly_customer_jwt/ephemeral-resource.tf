# A checkout page where the customer pays one invoice. Everything that is not secret is shown in the plan.
data "rebilly_purchase_config" "invoice" {
  invoice_id = "in_0YVF9605RKC62BP14NE2R7V2XT"
}

# A plan creates no token, and none is stored in the state.
ephemeral "rebilly_customer_jwt" "invoice" {
  customer_id = "cus_0YV7DENSVGDBW9S3YPPQZMXFZT"
  website_id  = "web_0YV7DENSVGDBW9S3YPPQZMXFZT"
  invoice_id  = "in_0YVF9605RKC62BP14NE2R7V2XT"
  expires_in  = "30m"
  mint        = terraform.applying
}

locals {
  mount = merge(data.rebilly_purchase_config.invoice.config, { jwt = ephemeral.rebilly_customer_jwt.invoice.token })
}

# What the page passes to RebillyInstruments.mount(), through a write-only argument.
resource "aws_ssm_parameter" "mount" {
  name             = "/checkout/mount"
  type             = "SecureString"
  value_wo         = jsonencode(local.mount)
  value_wo_version = var.checkout_revision
}

variable "checkout_revision" {
  description = "Raise it to hand the page a new token."
  type        = number
  default     = 1
}

# The same without the token, for reviewers.
output "mount" {
  value = ephemeralasnull(local.mount)
}
