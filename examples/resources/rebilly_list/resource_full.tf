# All attributes. Read an earlier version of the list with the data source rebilly_list_version.
resource "rebilly_list" "domains" {
  id          = "lst_disposable_domains"
  description = "Domains of disposable addresses"
  values      = ["mail.example", "throwaway.example"]

  timeouts = {
    delete = "5m"
  }
}
