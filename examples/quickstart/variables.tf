variable "organization_id" {
  description = "ID of the Rebilly organization. Checkout pages contain it."
  type        = string
}

variable "environment" {
  description = "Environment of the organization, sandbox or live."
  type        = string
  default     = "sandbox"
}

variable "currency" {
  description = "Currency of every price, as an ISO 4217 code."
  type        = string
  default     = "USD"
}

variable "websites" {
  description = "Websites that sell the catalog, by a key of your choice."
  type = map(object({
    name          = string
    url           = string
    service_phone = string
  }))
  default = {
    store = {
      name          = "Acme Store"
      url           = "https://acme.example"
      service_phone = "+1 555 010 0100"
    }
    europe = {
      name          = "Acme Europe"
      url           = "https://eu.acme.example"
      service_phone = "+44 20 7946 0100"
    }
  }
}

variable "events_password" {
  description = "Password with which Rebilly sends events to your server. It is in no state and no Terraform plan."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "customer" {
  description = "A customer to make a token for, and the key of the customer's website. Without one, no token is made."
  type        = object({ id = string, website = string })
  default     = null
}
