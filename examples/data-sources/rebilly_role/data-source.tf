# A role that is managed elsewhere, by its name. If there is not exactly one, the plan fails.
data "rebilly_role" "support" {
  name = "Support"
}

output "support_permissions" {
  value = flatten(data.rebilly_role.support.acl[*].permissions)
}
