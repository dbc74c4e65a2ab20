# All attributes.
resource "rebilly_tag" "checked" {
  name = "documents-checked"
  type = "kyc-document"

  timeouts = {
    delete = "5m"
  }
}
