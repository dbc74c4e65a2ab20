# Only how the page looks: what is paid, the claims of the customer's token say.
data "rebilly_purchase_config" "account" {
  jwt_only = true

  payment_instruments = {
    allow_update       = true
    allow_make_default = true
  }
}
