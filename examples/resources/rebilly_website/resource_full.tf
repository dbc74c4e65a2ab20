# All attributes. Use the names of custom fields of your organization.
variable "amplitude_api_key" {
  description = "API key of the Amplitude project that tracks the hosted pages."
  type        = string
  sensitive   = true
  default     = null
}

resource "rebilly_website" "store" {
  id            = "web_store"
  name          = "Store"
  url           = "https://store.example.com"
  service_email = "help@example.com"
  service_phone = "+1 555 010 0101"
  logo_id       = "file_01HZX3M9V5K7R2T4W6Y8A0C1E3"

  settings = {
    deposit_form = {
      theme = {
        color_primary   = "0044d4"
        color_secondary = "ffffff"
        button_template = "Deposit {{amount}}"
      }
    }

    payment_form = {
      css   = ".rebilly-instruments { max-width: 40rem; }"
      theme = { colorPrimary = "#0044d4" }

      features = {
        show_coupons                      = ["summary"]
        full_page_redirect                = true
        skip_redirect_on_payment_complete = false
        hide_zero_amount_summary_items    = true
      }
    }

    amplitude = {
      tracking = true
      api_key  = var.amplitude_api_key
    }

    payout_request = {
      automatic_readiness_enabled = true
      pending_period_hours        = 24
      automatic_readiness_time    = "10:00:00Z"
    }
  }

  custom_fields = {
    brand = "store"
  }

  timeouts = {
    delete = "5m"
  }
}
