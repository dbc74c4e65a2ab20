import {
  to = rebilly_coupon.spring
  identity = {
    id = "SPRING26"
  }
}
