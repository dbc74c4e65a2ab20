import {
  to = rebilly_tag_rule.paid
  identity = {
    id = "tag_rule_01HZX3M9V5K7R2T4W6Y8A0C1E3"
  }
}
