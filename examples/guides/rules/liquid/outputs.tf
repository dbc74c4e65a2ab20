output "quotes" {
  value = "You pay $${{ invoice.amountDue }}."
}

output "heredoc" {
  value = <<-EOT
    Your discount is 20%%{% if invoice.dueTime %} until {{ invoice.dueTime | datetime: "M jS, Y" }}{% endif %}.
  EOT
}
