# All that a coupon needs. Customers redeem it by its id; without one, the provider makes one that nobody would type.
resource "rebilly_coupon" "spring" {
  id          = "SPRING26"
  discount    = { percent = { value = 10 } }
  issued_time = "2026-03-01T00:00:00Z"
}
