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
        "GetList",
        "GetListCollection",
        "GetListVersion",
        "GetPayoutRequest",
        "GetPlan",
        "GetPlanCollection",
        "GetProduct",
        "GetProductCollection",
        "GetRole",
        "GetRoleCollection",
        "GetServiceCredential",
        "GetServiceCredentialCollection",
        "GetTag",
        "GetTagCollection",
        "GetTagRule",
        "GetTagRuleCollection",
        "GetTransaction",
        "GetWebhook",
        "GetWebhookCollection",
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
        "DeleteList",
        "DeletePlan",
        "DeleteProduct",
        "DeleteRole",
        "DeleteTag",
        "DeleteTagRule",
        "DeleteWebhook",
        "DeleteWebsite",
        "GetApiKey",
        "GetApiKeyCollection",
        "GetCustomFieldCollection",
        "GetDepositRequest",
        "GetInvoice",
        "GetList",
        "GetListCollection",
        "GetListVersion",
        "GetPayoutRequest",
        "GetPlan",
        "GetPlanCollection",
        "GetProduct",
        "GetProductCollection",
        "GetRole",
        "GetRoleCollection",
        "GetServiceCredential",
        "GetServiceCredentialCollection",
        "GetTag",
        "GetTagCollection",
        "GetTagRule",
        "GetTagRuleCollection",
        "GetTransaction",
        "GetWebhook",
        "GetWebhookCollection",
        "GetWebsite",
        "GetWebsiteCollection",
        "PatchServiceCredential",
        "PatchTag",
        "PostAuthenticationToken",
        "PostAuthenticationTokenExchange",
        "PostServiceCredential",
        "PostTag",
        "PutApiKey",
        "PutList",
        "PutPlan",
        "PutProduct",
        "PutRole",
        "PutTagRule",
        "PutWebhook",
        "PutWebsite",
      ]
    },
  ]
}
