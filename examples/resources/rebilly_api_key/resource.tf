# A key for a job that updates prices and has no other permissions. Its secret is not stored in the state:
# the ephemeral resource rebilly_api_key reads it where it is used.
resource "rebilly_api_key" "prices" {
  description = "Nightly price update"

  acl = [
    { permissions = ["GetPlanCollection", "GetPlan", "PutPlan"] },
  ]
}
