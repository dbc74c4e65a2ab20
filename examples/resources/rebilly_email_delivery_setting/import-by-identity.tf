import {
  to = rebilly_email_delivery_setting.billing
  identity = {
    id = "mail_dst_01HZX3M9V5K7R2T4W6Y8A0C1E3"
  }
}
