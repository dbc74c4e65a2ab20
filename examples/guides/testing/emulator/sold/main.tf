# The billing plans that can be ordered. Two with the same name are an error.

terraform {
  required_providers {
    rebilly = {
      source = "rebilly/rebilly"
    }
  }
}

variable "name" {
  type = string
}

data "rebilly_plan" "monthly" {
  name = "${var.name}, monthly"
}

output "brackets" {
  value = data.rebilly_plan.monthly.pricing.volume.brackets
}
