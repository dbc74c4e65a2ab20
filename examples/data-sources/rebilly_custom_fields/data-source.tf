data "rebilly_custom_fields" "customers" {
  resource = "customers"
}

output "required" {
  value = [for field in data.rebilly_custom_fields.customers.custom_fields : field.name if try(field.string.required, false)]
}
