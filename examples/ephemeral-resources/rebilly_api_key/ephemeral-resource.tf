# Copies the secret from Rebilly to AWS Secrets Manager without storing it in a plan or a state.
resource "rebilly_api_key" "orders" {
  description = "Order service"
}

ephemeral "rebilly_api_key" "orders" {
  id = rebilly_api_key.orders.id
}

resource "aws_secretsmanager_secret" "orders" {
  name = "rebilly/orders"
}

resource "aws_secretsmanager_secret_version" "orders" {
  secret_id                = aws_secretsmanager_secret.orders.id
  secret_string_wo         = ephemeral.rebilly_api_key.orders.secret_key
  secret_string_wo_version = 1
}
