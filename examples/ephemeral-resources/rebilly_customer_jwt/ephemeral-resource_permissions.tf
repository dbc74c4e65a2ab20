# A token that only shows customers their account, with a custom claim.
ephemeral "rebilly_customer_jwt" "account" {
  customer_id   = "cus_0YV7DENSVGDBW9S3YPPQZMXFZT"
  website_id    = "web_0YV7DENSVGDBW9S3YPPQZMXFZT"
  permissions   = ["StorefrontGetAccount", "StorefrontGetInvoice", "StorefrontGetInvoiceCollection"]
  custom_claims = { redirectUrl = "https://shop.example.com/account" }
  mint          = terraform.applying
}
