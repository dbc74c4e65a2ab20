import {
  to = rebilly_allowlist_entry.office
  identity = {
    id = "rsal_01HZX3M9V5K7R2T4W6Y8A0C1E3"
  }
}
