data "rebilly_authentication_options" "this" {}

output "token_lifetime" {
  value = data.rebilly_authentication_options.this.auth_token_ttl
}
