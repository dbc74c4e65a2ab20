data "rebilly_products" "shipped" {
  q    = "coffee"
  sort = "name"
}

output "shipped" {
  value = { for product in data.rebilly_products.shipped.products : product.name => product.id if product.requires_shipping }
}
