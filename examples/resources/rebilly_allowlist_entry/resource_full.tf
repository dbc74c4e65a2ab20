# All attributes. A different type or value replaces the entry.
resource "rebilly_allowlist_entry" "partner" {
  type  = "email-domain"
  value = "partner.example"

  deletion_protection = false

  timeouts = {
    delete = "5m"
  }
}
