# A second organization. Resources select it with provider = rebilly.live.
variable "live_api_key" {
  description = "Secret API key of the live organization. Ephemeral: neither the plan nor the state holds it."
  type        = string
  sensitive   = true
  ephemeral   = true
  default     = null
}

provider "rebilly" {
  alias           = "live"
  environment     = "live"
  organization_id = "org_01HZX3M9V5K7R2T4W6Y8A0C1E3"
  api_key         = var.live_api_key
}
