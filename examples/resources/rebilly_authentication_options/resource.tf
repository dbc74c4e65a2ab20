# Customers need a one-time password. All other options keep their values.
resource "rebilly_authentication_options" "this" {
  otp_required = true
}
