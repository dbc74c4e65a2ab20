# For plans, such as those of pull requests: it changes nothing.
resource "rebilly_api_key" "plan" {
  description = "Terraform: plan"
  acl = [
    {
      permissions = [
        "GetApiKey",
        "GetApiKeyCollection",
        "GetCustomFieldCollection",
        "GetDepositRequest",
        "GetInvoice",
        "GetPayoutRequest",
        "GetPlan",
        "GetPlanCollection",
        "GetProduct",
        "GetProductCollection",
        "GetTransaction",
        "GetWebsite",
        "GetWebsiteCollection",
      ]
    },
  ]
}

# For applies.
resource "rebilly_api_key" "apply" {
  description = "Terraform: apply"
  acl = [
    {
      permissions = [
        "DeleteApiKey",
        "DeleteAuthenticationToken",
        "DeletePlan",
        "DeleteProduct",
        "DeleteWebsite",
        "GetApiKey",
        "GetApiKeyCollection",
        "GetCustomFieldCollection",
        "GetDepositRequest",
        "GetInvoice",
        "GetPayoutRequest",
        "GetPlan",
        "GetPlanCollection",
        "GetProduct",
        "GetProductCollection",
        "GetTransaction",
        "GetWebsite",
        "GetWebsiteCollection",
        "PostAuthenticationToken",
        "PostAuthenticationTokenExchange",
        "PutApiKey",
        "PutPlan",
        "PutProduct",
        "PutWebsite",
      ]
    },
  ]
}
