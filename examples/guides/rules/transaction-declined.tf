resource "rebilly_event_ruleset" "transaction_declined" {
  event_type = "transaction-declined"

  rules = [
    {
      name   = "Other choices after 3D Secure"
      filter = "has3ds:true"
      actions = [
        {
          display_other_choices = {
            choices = [
              { lang_iso = "en", content = "Your bank has declined the card. Please try a different card, or pay by bank transfer." },
              { lang_iso = "de", content = "Ihre Bank hat die Karte abgelehnt. Bitte nehmen Sie eine andere Karte oder überweisen Sie." },
            ]
          }
        },
      ]
    },
  ]
}
