# All attributes. After expiration_time, Rebilly removes the entry, and Terraform plans no change.
resource "rebilly_blocklist_entry" "attack" {
  id              = "blkl_card_testing"
  type            = "ip-address"
  value           = "203.0.113.7"
  expiration_time = "2099-01-31T10:00:00Z"

  deletion_protection = false

  timeouts = {
    delete = "5m"
  }
}
