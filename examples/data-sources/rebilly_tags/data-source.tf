data "rebilly_tags" "customers" {
  filter = "type:customer"
  sort   = "name"
}

output "customer_tags" {
  value = data.rebilly_tags.customers.tags[*].name
}
