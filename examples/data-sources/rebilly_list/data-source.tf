# A list that is managed elsewhere, by its description. If there is not exactly one, the plan fails.
data "rebilly_list" "countries" {
  description = "Countries"
}

output "countries" {
  value = data.rebilly_list.countries.values
}
