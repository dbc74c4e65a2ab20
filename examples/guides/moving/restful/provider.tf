terraform {
  required_providers {
    rebilly = { source = "rebilly/rebilly" }
    restful = { source = "magodo/restful" }
  }
}

provider "rebilly" {}

variable "rebilly_url" {
  description = "The organization, such as https://api-sandbox.rebilly.com/organizations/org_..."
  type        = string
}

variable "rebilly_key" {
  type      = string
  sensitive = true
}

provider "restful" {
  base_url      = var.rebilly_url
  create_method = "PUT"

  security = {
    apikey = [{ in = "header", name = "REB-APIKEY", value = var.rebilly_key }]
  }
}
