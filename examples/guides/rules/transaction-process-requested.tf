resource "rebilly_event_ruleset" "transaction_process_requested" {
  event_type = "transaction-process-requested"

  rules = [
    {
      name   = "Verify big first deposits"
      labels = ["kyc"]
      filter = "customer.paymentCount:0;amount:1000..1000000"
      # The rules for gateways still apply.
      final = false
      actions = [
        {
          request_kyc = {
            documents = [
              { type = "identity-proof", subtypes = ["passport", "driver-license"], face_proof_required = true },
              { type = "address-proof" },
            ]
            rejected_before_transaction_process_policy = "decline"
          }
        },
      ]
    },
    {
      name   = "US cards in US dollars"
      labels = ["gateways"]
      filter = provider::rebilly::filter({ currency = "USD", bin = ["411111", "424242"] })
      actions = [
        {
          pick_gateway_account = {
            pick_instruction = {
              gateway_account_weights = {
                weighted_list = [
                  { gateway_account_id = local.gateway_accounts.us, weight = 80 },
                  { gateway_account_id = local.gateway_accounts.backup, weight = 20 },
                ]
              }
            }
          }
        },
      ]
    },
    {
      name   = "Euro"
      labels = ["gateways"]
      filter = "currency:EUR"
      actions = [
        {
          pick_gateway_account = {
            pick_instruction = {
              gateway_account_weights = {
                weighted_list = [{ gateway_account_id = local.gateway_accounts.eu, weight = 100 }]
              }
            }
          }
        },
      ]
    },
    {
      name   = "Everything else"
      labels = ["gateways"]
      actions = [
        {
          pick_gateway_account = {
            pick_instruction = {
              gateway_account_weights = {
                strategy      = "round-robin"
                weighted_list = [for id in values(local.gateway_accounts) : { gateway_account_id = id, weight = 1 }]
              }
            }
          }
        },
      ]
    },
  ]
}
