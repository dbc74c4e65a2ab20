# The required attributes of a coupon. Customers redeem it by its id. If it is not set, the provider generates a long one.
resource "rebilly_coupon" "spring" {
  id          = "SPRING26"
  discount    = { percent = { value = 10 } }
  issued_time = "2026-03-01T00:00:00Z"
}
