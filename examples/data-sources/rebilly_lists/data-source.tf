data "rebilly_lists" "all" {}

output "list_versions" {
  value = { for list in data.rebilly_lists.all.lists : list.description => list.version }
}
