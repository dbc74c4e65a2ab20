# A key for a job that keeps prices up to date, and may do nothing else. Its secret is in no state:
# the ephemeral resource rebilly_api_key hands it over where it is used.
resource "rebilly_api_key" "prices" {
  description = "Nightly price update"

  acl = [
    { permissions = ["GetPlanCollection", "GetPlan", "PutPlan"] },
  ]
}
