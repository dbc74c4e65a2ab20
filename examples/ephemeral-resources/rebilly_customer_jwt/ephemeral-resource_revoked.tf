# A token that is only used to check a deployed page: the session ends with the run.
ephemeral "rebilly_customer_jwt" "check" {
  customer_id     = "cus_0YV7DENSVGDBW9S3YPPQZMXFZT"
  website_id      = "web_0YV7DENSVGDBW9S3YPPQZMXFZT"
  expires_in      = "5m"
  mint            = terraform.applying
  revoke_on_close = true
}

resource "terraform_data" "check" {
  provisioner "local-exec" {
    command     = "./check-checkout.sh"
    environment = { CUSTOMER_JWT = ephemeral.rebilly_customer_jwt.check.token }
  }
}
