# A transaction that waits for the customer. The page adds the customer's token as jwt.
data "rebilly_purchase_config" "transaction" {
  transaction_id = "txn_0YVDM6T9C2E1ZQK3N5SXH8WB7J"
}
