import {
  to = rebilly_api_key.prices
  id = "api_key_01HZX3M9V5K7R2T4W6Y8A0C1E3"
}
