import {
  to = rebilly_shipping_rate.express
  id = "ship_rate_01HZX3M9V5K7R2T4W6Y8A0C1E3"
}
