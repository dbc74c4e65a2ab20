# Custom fields are listed for one kind of object at a time.
list "rebilly_custom_field" "all" {
  provider = rebilly
  limit    = 10000
  for_each = toset(["customers", "products", "plans", "websites"])

  config {
    resource = each.key
  }
}
