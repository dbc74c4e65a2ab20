import {
  to = rebilly_blocklist_entry.disposable
  id = "blkl_01HZX3M9V5K7R2T4W6Y8A0C1E3"
}
