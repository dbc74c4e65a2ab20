# Raise generation to rotate the key: the new one is made first, and the old one goes when nothing in this
# configuration uses it any more. Until then both are valid. The id has to be left to the provider.
variable "generation" {
  type    = number
  default = 1
}

resource "rebilly_api_key" "deploy" {
  description = "Deployments, generation ${var.generation}"

  rotation_triggers = {
    generation = var.generation
  }

  lifecycle {
    create_before_destroy = true
  }
}
