# The required attributes of an entry.
resource "rebilly_allowlist_entry" "office" {
  type  = "ip-address"
  value = "203.0.113.20"
}
