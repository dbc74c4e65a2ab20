# terraform apply -invoke=action.rebilly_resend_email_verification.billing
action "rebilly_resend_email_verification" "billing" {
  config {
    id = "mail_dst_0YVDN3FN43CEQ8CQ93Y0H00ZQ7"
  }
}
