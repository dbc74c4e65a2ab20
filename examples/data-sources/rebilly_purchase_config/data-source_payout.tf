# A payout request. The customer chooses the payout method. The page adds the customer's token as jwt.
data "rebilly_purchase_config" "payout" {
  payout = {
    payout_request_id = "payout_req_0YV7K3X6Q9C2E1ZNH8WB5SMT"
  }
}
