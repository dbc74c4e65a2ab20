# A deposit request, which contains the amounts. The page adds the customer's token as jwt.
data "rebilly_purchase_config" "deposit" {
  deposit = {
    deposit_request_id = "dep_req_0YV7JTKD3X6Q9C2E1ZNH8WB5SM"
  }
}
