# Needs Terraform 1.14 or newer.
action "rebilly_send_test_webhook" "shop" {
  config {
    url             = rebilly_webhook.shop.url
    method          = rebilly_webhook.shop.method
    credential_hash = rebilly_webhook.shop.credential_hash
    events_filter   = rebilly_webhook.shop.events_filter
  }
}
