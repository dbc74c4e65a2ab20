# The accounts of a product whose revenue is earned over time.
resource "rebilly_journal_account" "unearned" {
  name = "Unearned revenue"
}

resource "rebilly_journal_account" "earned" {
  name = "Earned revenue"
}

resource "rebilly_product" "course" {
  name = "Course"
  recognition = {
    debit_account_id  = rebilly_journal_account.unearned.id
    credit_account_id = rebilly_journal_account.earned.id
  }
}
