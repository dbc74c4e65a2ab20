# All attributes. A destroy restores the values from before the first apply.
resource "rebilly_authentication_options" "strict" {
  password_pattern = "/^(?=.*[0-9]).{12,}$/"
  credential_ttl   = 31536000
  auth_token_ttl   = 3600
  reset_token_ttl  = 900
  otp_required     = true
  on_destroy       = "reset"
}
