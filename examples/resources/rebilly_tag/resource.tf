# Tags group customers. Coupons, rules and reports refer to a tag by its name.
resource "rebilly_tag" "vip" {
  name = "vip"
  type = "customer"
}
