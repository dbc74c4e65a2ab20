output "plan_ids" {
  description = "Plans to offer on a checkout page."
  value = {
    api        = rebilly_plan.api.id
    evaluation = rebilly_plan.evaluation.id
    monthly    = rebilly_plan.workspace["month"].id
    onboarding = rebilly_plan.onboarding.id
    yearly     = rebilly_plan.workspace["year"].id
  }
}

output "website_ids" {
  description = "Websites by their key in var.websites."
  value       = { for key, website in rebilly_website.this : key => website.id }
}

output "mount" {
  description = "Configuration of each website's checkout, for RebillyInstruments.mount()."
  value       = local.mount
}

output "mount_top_up" {
  description = "Configuration of the customer's checkout, without its token."
  value       = ephemeralasnull(local.top_up)
}
