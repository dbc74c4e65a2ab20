# One amount, without a billing plan. Without publishable_key, it needs a customer's token.
data "rebilly_purchase_config" "donation" {
  website_id      = rebilly_website.store.id
  publishable_key = rebilly_api_key.checkout.publishable_key

  money = {
    amount   = 49.9
    currency = "EUR"
  }
}
