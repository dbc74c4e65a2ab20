# terraform apply -invoke=action.rebilly_expire_coupon.leaked
action "rebilly_expire_coupon" "leaked" {
  config {
    id = "SPRING-2026"
  }
}
