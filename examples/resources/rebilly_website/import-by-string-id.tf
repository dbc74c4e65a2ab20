import {
  to = rebilly_website.shop
  id = "web_01HZX3M9V5K7R2T4W6Y8A0C1E3"
}
