# Increase generation to rotate the key: the new key is created first, and the old one is deleted when nothing in this
# configuration uses it any more. Until then, both are valid. Do not set id.
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
