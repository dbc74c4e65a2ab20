# terraform query shows what there is; with -generate-config-out=coupons.tf it writes the configuration, too.
list "rebilly_coupon" "all" {
  provider = rebilly
  limit    = 10000
}

list "rebilly_coupon" "newest" {
  provider = rebilly
  limit    = 10

  config {
    sort = "-issuedTime"
  }
}
