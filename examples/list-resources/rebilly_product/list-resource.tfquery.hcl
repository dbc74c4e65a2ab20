# terraform query shows what there is; with -generate-config-out=products.tf it writes the configuration, too.
list "rebilly_product" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_product" "coffee" {
  provider = rebilly

  config {
    q    = "coffee"
    sort = "name"
  }
}
