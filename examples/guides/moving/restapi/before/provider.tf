terraform {
  required_providers {
    restapi = { source = "Mastercard/restapi" }
  }
}

variable "rebilly_url" {
  description = "The organization, such as https://api-sandbox.rebilly.com/organizations/org_..."
  type        = string
}

variable "rebilly_key" {
  type      = string
  sensitive = true
}

provider "restapi" {
  uri                  = var.rebilly_url
  create_method        = "PUT"
  write_returns_object = true

  headers = {
    "REB-APIKEY"   = var.rebilly_key
    "Content-Type" = "application/json"
  }
}
