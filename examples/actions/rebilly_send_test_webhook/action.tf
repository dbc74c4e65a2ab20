# Rebilly sends a test webhook after each change of the product.
resource "rebilly_product" "seats" {
  name = "Seats"

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.rebilly_send_test_webhook.catalog]
    }
  }
}

action "rebilly_send_test_webhook" "catalog" {
  config {
    url             = "https://www.example.com/events"
    method          = "POST"
    credential_hash = "cred_0YVDN3FN43CEQ8CQ93Y0H00ZQ7"
    headers         = { "X-Source" = "terraform" }
  }
}
