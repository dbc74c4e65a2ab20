import {
  to = rebilly_journal_account.unearned
  id = "jrn_acc_01HZX3M9V5K7R2T4W6Y8A0C1E3"
}
