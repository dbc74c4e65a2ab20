import {
  to = rebilly_coupon.spring
  id = "SPRING26"
}
