# terraform apply -invoke=action.rebilly_send_test_email.welcome
action "rebilly_send_test_email" "welcome" {
  config {
    to      = ["reviewer@example.com"]
    from    = "billing@example.com"
    subject = "Welcome, {{customer.firstName}}"
    text    = "Your trial begins today."
  }
}
