# Conditions in the order in which they are written.
output "customers" {
  value = provider::rebilly::filter([
    { "primaryAddress.*.email" = "bob@example.com" },
    { firstName = "Bob" },
    { lastName = "Smith" },
  ])
}

# A list has the allowed values of a field.
data "rebilly_plans" "seats" {
  filter = provider::rebilly::filter({
    currency = ["USD", "EUR"]
    isActive = true
  })
}
