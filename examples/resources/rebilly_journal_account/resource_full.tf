# All attributes.
resource "rebilly_journal_account" "receivable" {
  id                  = "jrn_acc_receivable"
  name                = "Accounts receivable"
  description         = "Invoices that are issued and not paid"
  deletion_protection = false
}
