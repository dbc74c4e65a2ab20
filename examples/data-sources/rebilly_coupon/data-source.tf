# A coupon that marketing manages, by its code.
data "rebilly_coupon" "spring" {
  id = "SPRING26"
}

output "spring" {
  value = data.rebilly_coupon.spring.expired_time
}
