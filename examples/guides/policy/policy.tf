# Rejects Terraform plans depending on their changes. It only needs Terraform or OpenTofu:
#
#   terraform plan -out=plan.bin
#   terraform show -json plan.bin > plan.json
#   terraform -chdir=policy plan -var plan=../plan.json -var live=true
#
# The last command fails if the plan violates a rule, and prints the rule and the object.

variable "plan" {
  type        = string
  description = "Path of the plan as JSON."
}

variable "live" {
  type        = bool
  default     = false
  description = "Whether the plan is for the live environment, in which nothing may be deleted."
}

variable "greatest_drop" {
  type        = number
  default     = 20
  description = "By how many percent a price may fall at once."
}

locals {
  changes = [
    for change in jsondecode(file(var.plan)).resource_changes : change
    if startswith(change.type, "rebilly_")
  ]

  deleted = [for change in local.changes : change.address if contains(change.change.actions, "delete")]

  # Each price of a billing plan before and after, also if it is replaced: fees, and brackets by their upper end.
  prices = {
    for change in local.changes : change.address => {
      for side, version in { before = change.change.before, after = change.change.after } : side => merge(
        { for name in ["setup", "trial"] : "${name}.price" => try(version[name].price, null) },
        { for name in ["fixed_fee", "flat_rate"] : "pricing.${name}.price" => try(version.pricing[name].price, null) },
        merge([for name in ["stairstep", "tiered", "volume"] : {
          for bracket in try(version.pricing[name].brackets, []) :
          "pricing.${name}.brackets to ${coalesce(try(tostring(bracket.max_quantity), null), "the end")}" => try(bracket.price, null)
        }]...),
      )
    } if change.type == "rebilly_plan" && change.change.before != null && change.change.after != null
  }

  dropped = flatten([
    for address, sides in local.prices : [
      for place, before in sides.before : "${address}: ${place} falls from ${before} to ${sides.after[place]}"
      if try(sides.after[place] < before * (1 - var.greatest_drop / 100), false)
    ]
  ])

  # A price that is only known after the apply cannot be compared.
  unknown = [
    for change in local.changes : change.address
    if change.type == "rebilly_plan" && change.change.before != null && change.change.after != null && (
      can(regex("\"(price|brackets)\":true", jsonencode(change.change.after_unknown))) || try(change.change.after_unknown.pricing == true, false)
    )
  ]
}

output "deletions" {
  value = local.deleted

  precondition {
    condition     = !var.live || length(local.deleted) == 0
    error_message = "Nothing may be deleted in the live environment: ${join(", ", local.deleted)}."
  }
}

output "drops" {
  value = local.dropped

  precondition {
    condition     = length(local.dropped) == 0
    error_message = "No price may fall by more than ${var.greatest_drop} % at once. ${join("; ", local.dropped)}."
  }
}

output "unknown" {
  value = local.unknown

  precondition {
    condition     = length(local.unknown) == 0
    error_message = "Prices have to be known in the plan: ${join(", ", local.unknown)}."
  }
}
