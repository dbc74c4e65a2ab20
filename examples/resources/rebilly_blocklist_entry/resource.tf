# The required attributes of an entry. It never expires.
resource "rebilly_blocklist_entry" "disposable" {
  type  = "email-domain"
  value = "throwaway.example"
}
