# The first version of a list.
data "rebilly_list_version" "first" {
  list_id = "lst_01HZX3M9V5K7R2T4W6Y8A0C1E3"
  version = 1
}

output "first_values" {
  value = data.rebilly_list_version.first.values
}
