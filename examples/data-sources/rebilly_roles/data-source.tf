data "rebilly_roles" "all" {}

output "role_names" {
  value = data.rebilly_roles.all.roles[*].name
}
