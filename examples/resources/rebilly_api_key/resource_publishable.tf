# A key for the pages of a shop. It is not a secret.
resource "rebilly_api_key" "shop" {
  description = "Shop pages"
  type        = "publishable"
}

output "shop_key" {
  value = rebilly_api_key.shop.publishable_key
}
