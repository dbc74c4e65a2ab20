data "rebilly_custom_field" "tier" {
  resource = "customers"
  name     = "tier"
}

output "tiers" {
  value = data.rebilly_custom_field.tier.string.allowed_values
}
