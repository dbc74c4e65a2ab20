# Outputs an import block for every object that the provider can manage.
data "rebilly_products" "all" {}

data "rebilly_plans" "all" {}

data "rebilly_websites" "all" {}

data "rebilly_coupons" "all" {}

data "rebilly_custom_fields" "all" {
  for_each = toset([
    "customers", "payment-instruments", "orders", "subscriptions", "transactions",
    "websites", "products", "plans", "gateway-accounts", "deposit-requests",
  ])
  resource = each.key
}

data "rebilly_api_keys" "all" {}

data "rebilly_shipping_rates" "all" {}

data "rebilly_authentication_options" "this" {}

data "rebilly_email_delivery_settings" "all" {}

data "rebilly_tags" "all" {}

data "rebilly_tag_rules" "all" {}

data "rebilly_event_rulesets" "all" {}

# Add the types of events for which there are drafts.
data "rebilly_event_ruleset_drafts" "all" {
  for_each   = toset(["order-completed"])
  event_type = each.key
}

data "rebilly_webhooks" "all" {}

data "rebilly_lists" "all" {}

data "rebilly_journal_accounts" "all" {}

data "rebilly_roles" "all" {}

data "rebilly_blocklist_entries" "all" {}

data "rebilly_allowlist_entries" "all" {}

data "rebilly_service_credentials" "all" {
  for_each = toset([
    "smtp", "webhook", "mailgun", "sendgrid", "aws-ses", "postmark", "experian", "taxjar", "avalara", "plaid",
  ])
  type = each.key
}

locals {
  ids = {
    rebilly_product                = data.rebilly_products.all.products[*].id
    rebilly_plan                   = data.rebilly_plans.all.plans[*].id
    rebilly_website                = data.rebilly_websites.all.websites[*].id
    rebilly_coupon                 = data.rebilly_coupons.all.coupons[*].id
    rebilly_custom_field           = flatten([for kind in data.rebilly_custom_fields.all : [for field in kind.custom_fields : "${field.resource}/${field.name}"]])
    rebilly_api_key                = data.rebilly_api_keys.all.api_keys[*].id
    rebilly_shipping_rate          = data.rebilly_shipping_rates.all.shipping_rates[*].id
    rebilly_authentication_options = [data.rebilly_authentication_options.this.organization_id]
    rebilly_email_delivery_setting = data.rebilly_email_delivery_settings.all.email_delivery_settings[*].id
    rebilly_tag                    = data.rebilly_tags.all.tags[*].name
    rebilly_tag_rule               = data.rebilly_tag_rules.all.tag_rules[*].id
    rebilly_event_ruleset_draft    = flatten([for type in data.rebilly_event_ruleset_drafts.all : [for draft in type.event_ruleset_drafts : "${draft.event_type}/${draft.id}"]])
    rebilly_event_ruleset          = data.rebilly_event_rulesets.all.event_rulesets[*].event_type
    rebilly_webhook                = data.rebilly_webhooks.all.webhooks[*].id
    rebilly_list                   = data.rebilly_lists.all.lists[*].id
    rebilly_journal_account        = data.rebilly_journal_accounts.all.journal_accounts[*].id
    rebilly_role                   = data.rebilly_roles.all.roles[*].id
    rebilly_blocklist_entry        = data.rebilly_blocklist_entries.all.blocklist_entries[*].id
    rebilly_allowlist_entry        = data.rebilly_allowlist_entries.all.allowlist_entries[*].id
    rebilly_service_credential     = flatten([for type in data.rebilly_service_credentials.all : [for credential in type.service_credentials : "${credential.type}/${credential.id}"]])
  }
}

output "imports" {
  # The name of a resource is its id, with _ instead of characters that are not allowed in a name.
  value = join("\n", flatten([for type, ids in local.ids : [for id in ids : <<-EOT
    import {
      to = ${type}.${replace(replace(id, "/[^0-9A-Za-z_-]/", "_"), "/^([^A-Za-z_])/", "_$1")}
      id = "${id}"
    }
  EOT
  ]]))
}
