# terraform query shows what there is; with -generate-config-out=coupons.tf it writes the configuration, too.
list "rebilly_coupon" "all" {
  provider = rebilly
  limit    = 10000
}

# Narrower. Generate from one of the two: what both find would be written twice.
list "rebilly_coupon" "newest" {
  provider = rebilly
  limit    = 10

  config {
    sort = "-issuedTime"
  }
}
