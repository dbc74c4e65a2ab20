import {
  to = rebilly_service_credential.shop
  identity = {
    type = "webhook"
    id   = "crd_01HZX3M9V5K7R2T4W6Y8A0C1E3"
  }
}
