# Coupons that do not expire.
data "rebilly_coupons" "all" {
  sort = "-issuedTime"
}

output "endless" {
  value = [for coupon in data.rebilly_coupons.all.coupons : coupon.id if coupon.expired_time == null]
}
