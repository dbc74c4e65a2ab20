action "rebilly_send_test_email" "receipt" {
  config {
    to      = ["reviewer@example.com"]
    from    = local.sender
    subject = local.subjects.receipt["en-US"]
    html    = file("${path.module}/mail/receipt.en-US.html")
  }
}
