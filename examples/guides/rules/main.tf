terraform {
  required_version = ">= 1.11"

  required_providers {
    rebilly = {
      source = "rebilly/rebilly"
    }
  }
}

# Reads REBILLY_ORGANIZATION_ID and REBILLY_API_KEY.
provider "rebilly" {}

locals {
  sender   = "Acme <billing@example.com>"
  customer = "{{ customer.primaryAddress.emails[0].value }}"

  # One message for each locale.
  subjects = {
    welcome        = { "de-DE" = "Willkommen", "en-US" = "Welcome" }
    receipt        = { "de-DE" = "Ihre Rechnung {{ invoice.invoiceNumber }}", "en-US" = "Your invoice {{ invoice.invoiceNumber }}" }
    payment_failed = { "de-DE" = "Ihre Zahlung ist fehlgeschlagen", "en-US" = "Your payment has failed" }
  }

  # The provider does not manage gateway accounts: take their ids from Rebilly.
  gateway_accounts = {
    us     = "gw_acc_us"
    eu     = "gw_acc_eu"
    backup = "gw_acc_backup"
  }

  # The credential that Rebilly has after you have connected QuickBooks.
  quickbooks = "crd_quickbooks"
}
