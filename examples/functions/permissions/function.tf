# What the token of a page that collects an invoice and saves the card needs.
locals {
  permissions = setunion(
    provider::rebilly::permissions("invoice"),
    provider::rebilly::permissions("setup"),
  )
}

# The customer and the website are outside this configuration.
variable "customer_id" {
  type    = string
  default = "cus_0YV7DENSVGDBW9S3YPPQZMXFZT"
}

variable "website_id" {
  type    = string
  default = "web_0YV7DENSVGDBW9S3YPPQZMXFZT"
}

ephemeral "rebilly_customer_jwt" "invoice" {
  customer_id = var.customer_id
  website_id  = var.website_id
  permissions = local.permissions
  mint        = terraform.applying
}
