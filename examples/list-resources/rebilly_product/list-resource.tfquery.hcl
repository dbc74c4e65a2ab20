# terraform query shows what there is; with -generate-config-out=products.tf it writes the configuration, too.
list "rebilly_product" "all" {
  provider = rebilly
  limit    = 10000
}

# A narrower list. Generate configuration from only one of the two, or objects are written twice.
list "rebilly_product" "coffee" {
  provider = rebilly

  config {
    q    = "coffee"
    sort = "name"
  }
}
