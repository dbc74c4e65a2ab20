# terraform query shows what there is; with -generate-config-out=coupons.tf it writes the configuration, too.
list "rebilly_coupon" "all" {
  provider = rebilly
  limit    = 10000
}

# A narrower list. Generate configuration from only one of the two, or objects are written twice.
list "rebilly_coupon" "newest" {
  provider = rebilly
  limit    = 10

  config {
    sort = "-issuedTime"
  }
}
