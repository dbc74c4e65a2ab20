import {
  to = rebilly_webhook.events
  identity = {
    id = "hook_01HZX3M9V5K7R2T4W6Y8A0C1E3"
  }
}
