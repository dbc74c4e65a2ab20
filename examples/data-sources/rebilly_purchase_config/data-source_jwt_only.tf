# Only the appearance of the page: the claims of the customer's token define what is paid.
data "rebilly_purchase_config" "account" {
  jwt_only = true

  payment_instruments = {
    allow_update       = true
    allow_make_default = true
  }
}
