data "rebilly_website" "shop" {
  name = "Shop"
}

output "address" {
  value = data.rebilly_website.shop.url
}
