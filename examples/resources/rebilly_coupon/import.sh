terraform import rebilly_coupon.spring SPRING26
