package eventrules

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// actions are the actions for which the definition has a schema. Its enumeration has four further names: remove-reminder, reset-reminder,
// trigger-webhook and show-descriptor-disclaimer.
var actions = kind.Union{
	Discriminator: "name",
	Variants: map[string]kind.Object{
		"abandon-scheduled-payments": action("Abandons the scheduled payments of an order that exceeds its delinquency period", nil),
		"add-risk-score": action("Adds to the risk score", kind.Fields{
			"score": kind.Integer{Description: "Number to add", Default: new(int64(0))},
		}),
		"adjust-ready-to-pay": action("Changes the payment methods of a payment form", adjustment(kind.Fields{
			"payment_method": kind.Text{
				Description: "Payment method, such as `payment-card`", Required: true,
				Validators: []validator.String{validators.KnownName(paymentMethods())},
			},
			"feature": always{kind.Text{
				Description: "Feature of the payment method: `Apple Pay` or `Google Pay` of `payment-card`, `Plaid` of `ach`, or `PayPal billing " +
					"agreement` of `paypal`",
			}},
		})),
		"adjust-ready-to-payout": action("Changes the payment methods of a payout form", adjustment(kind.Fields{
			"payment_method": kind.Text{
				Description: "Payment method, such as `cash`", Required: true,
				Validators: []validator.String{validators.KnownName(paymentMethods())},
			},
		})),
		"blocklist": action("Adds a value of the customer to the blocklist", kind.Fields{
			"type": kind.Text{
				Description: "Type of the value", Required: true,
				Values: []string{"customer-id", "email", "fingerprint", "ip-address", "payment-card"},
			},
			"ttl": kind.Integer{
				Description: "Time after which the entry expires", Details: "`0` never expires. Rebilly does not document the unit.",
				Default: new(int64(0)),
			},
		}),
		"cancel-scheduled-payments": action("Cancels scheduled payments", kind.Fields{
			"skip_started_service_period": kind.Boolean{
				Description: "Whether payments of invoices whose service period has started are kept", Default: new(false),
			},
		}),
		"check-ontario-restriction": action("Declines transactions that do not conform to the restrictions of Ontario", nil),
		"create-intuit-quickbooks-balance-transaction-entry": action("Creates a balance transaction entry in QuickBooks",
			quickBooksEntry("Balance transaction of type {{ balanceTransaction.type }} for transaction #{{ transaction.id }}")),
		"create-intuit-quickbooks-invoice": action("Creates an invoice in QuickBooks", with(quickBooksInvoice(), kind.Fields{
			"customer_display_name": liquid(kind.Text{
				Description: "Name of the customer in QuickBooks, such as `{{ invoice.customer.firstName }} {{ invoice.customer.lastName }}`",
				Details:     "Customers with the same name are the same in QuickBooks.", Required: true,
			}),
		})),
		"create-intuit-quickbooks-payment": action("Creates a payment in QuickBooks", quickBooks(kind.Fields{
			"deposit_account": required("ID of the deposit account in QuickBooks"),
		})),
		"create-intuit-quickbooks-refund-receipt": action("Creates a refund receipt in QuickBooks", quickBooks(kind.Fields{
			"deposit_account": required("ID of the deposit account in QuickBooks"),
			"department":      kind.Text{Description: "ID of the department in QuickBooks"},
		})),
		"create-intuit-quickbooks-revenue-recognition-entry": action("Creates a revenue recognition entry in QuickBooks",
			quickBooksEntry("Revenue recognition for invoice #{{ invoice.id }} item #{{ item.id }}")),
		"decline-transaction":           action("Declines the transaction", nil),
		"display-other-choices":         action("Shows other choices to the customer", kind.Fields{"choices": choices}),
		"guess-payment-card-expiration": action("Guesses the new expiration of a payment card", nil),
		"perform-experian-check": action("Checks the customer with Experian ProveID", kind.Fields{
			"experian_credential_hash": required("ID of the Experian service credential"),
			"tag_on_approve":           optional("ID of the tag for a customer whose identity matches"),
			"tag_on_reject":            optional("ID of the tag for a customer whose identity does not match"),
			"tag_on_unknown":           optional("ID of the tag for a customer whose identity is not found, or needs further analysis"),
		}),
		"pick-gateway-account":   action("Selects the gateway account of a transaction", kind.Fields{"pick_instruction": pickInstruction}),
		"request-kyc":            action("Requests documents that verify the identity of the customer", kycRequest),
		"schedule-invoice-retry": action("Schedules further attempts to collect the payment of an invoice", invoiceRetry),
		"schedule-payment": action("Schedules a payment", kind.Fields{
			"schedule_instruction": schedule("When the payment is made", "auto", "date-interval", "day-of-month", "day-of-week",
				"day-and-month-of-year", "immediately", "intelligent"),
			"amount_policy": kind.Text{Description: "Amount of the payment", Required: true, Values: []string{"invoice-amount-due"}},
		}),
		"schedule-reminder":  action("Schedules reminders", reminder),
		"send-email":         action("Sends an email", email),
		"stop-subscriptions": action("Stops active subscriptions", nil),
		"tag-or-untag-customer": action("Adds tags to the customer and removes others", kind.Fields{
			"adding_tags":   tags("IDs of the tags that are added"),
			"removing_tags": tags("IDs of the tags that are removed"),
		}),
		"update-intuit-quickbooks-invoice": action("Updates an invoice in QuickBooks", quickBooksInvoice()),
		"void-intuit-quickbooks-invoice":   action("Voids an invoice in QuickBooks", quickBooks(nil)),
	},
}

// action returns an action with a status.
func action(description string, fields kind.Fields) kind.Object {
	return kind.Object{Description: description, Fields: with(fields, kind.Fields{"status": status("action")})}
}

// with returns two groups of fields together.
func with(fields, more kind.Fields) kind.Fields {
	all := kind.Fields{}
	maps.Copy(all, fields)
	maps.Copy(all, more)
	return all
}

func required(description string) kind.Text {
	return kind.Text{Description: description, Required: true}
}

func optional(description string) kind.Text {
	return kind.Text{Description: description, Unset: kind.Omit}
}

// always is a text that every request has, although it may be null or empty.
type always struct{ kind.Text }

// Definition implements kind.Field.
func (f always) Definition() kind.Definition {
	definition := f.Text.Definition()
	definition.Required = true
	return definition
}

// paymentMethods returns all payment methods that a form can have.
func paymentMethods() []string {
	return append([]string{"ach", "payment-card"}, names.AlternativePaymentMethods...)
}

// adjustment returns the fields of an action that changes the payment methods of a form.
func adjustment(method kind.Fields) kind.Fields {
	return kind.Fields{
		"prioritize_active_payment_instruments": kind.Boolean{
			Description: "Whether the payment methods of the customer's active payment instruments are first", Default: new(false),
		},
		"payment_methods": kind.Objects{
			Description: "Payment methods that are allowed, in the order in which they are shown", Unset: kind.Omit, Fields: method,
			Details: "By default, none is allowed.",
		},
	}
}

var choices = kind.Objects{
	Description: "Content in each language", Required: true, Size: kind.AtLeast(1),
	Fields: kind.Fields{
		"lang_iso": required("Language, an ISO 639-1 code such as `en`"),
		"content":  liquid(required("Content that is shown")),
	},
}

var pickInstruction = kind.Union{
	Description: "How the gateway account is selected", Required: true, Discriminator: "method",
	Variants: map[string]kind.Object{
		"gateway-account-weights": weights("Gateway accounts with weights", kind.Fields{
			"gateway_account_id": kind.Text{Description: "ID of the gateway account", Required: true, Length: kind.AtMost(50)},
		}),
		"gateway-acquirer-weights": weights("Gateways and acquirers with weights", kind.Fields{
			"gateway_name":  kind.Text{Description: "Name of the gateway, such as `Stripe`", Required: true, Values: names.Gateways},
			"acquirer_name": kind.Text{Description: "Name of the acquirer, such as `Stripe`", Required: true, Values: names.Acquirers},
		}),
	},
}

// weights returns a way to select among several accounts, which have the fields of target.
func weights(description string, target kind.Fields) kind.Object {
	return kind.Object{Description: description, Fields: kind.Fields{
		"strategy": kind.Text{
			Description: "How the weights are applied", Values: []string{"weighted-random", "round-robin"}, Default: new("weighted-random"),
		},
		"weighted_list": kind.Objects{
			Description: "Accounts and their weights", Required: true, Validators: []validator.List{uniqueElements{}},
			Fields: with(target, kind.Fields{
				"weight": kind.Integer{Description: "Weight, relative to the sum of all weights", Required: true, Range: kind.AtLeast(0)},
			}),
		},
	}}
}

var kycRequest = kind.Fields{
	"documents": kind.Objects{
		Description: "Documents that are requested", Required: true, Size: kind.AtLeast(1),
		Fields: kind.Fields{
			"type": kind.Text{
				Description: "Type of the document", Required: true,
				Values: []string{"identity-proof", "address-proof", "funds-proof", "purchase-proof", "credit-file-proof"},
			},
			"subtypes": kind.Texts{
				Description: "Subtypes that are accepted, such as `passport`", Unordered: true, Values: names.DocumentSubtypes,
				Details: "By default, all are.",
			},
			"max_attempts": kind.Integer{
				Description: "Maximum number of attempts of the customer", Range: kind.Between(0, 100), Default: new(int64(3)),
			},
			"face_proof_required":    kind.Boolean{Description: "Whether a picture of the customer's face is required", Unset: kind.Omit},
			"face_liveness_required": kind.Boolean{Description: "Whether a proof that the face is live is required", Unset: kind.Omit},
		},
	},
	"exclude_policy": kind.Text{
		Description: "Which customers are not asked", Default: new("customers-with-accepted-document"),
		Values: []string{"customers-with-accepted-document", "customers-with-document", "none"},
	},
	"is_mandatory": kind.Boolean{Description: "Whether the verification is mandatory", Default: new(true)},
	"prompt_policy": kind.Text{
		Description: "When the customer is asked", Default: new("before-transaction-process"),
		Values: []string{"before-transaction-process", "after-transaction-process"},
	},
	"rejected_before_transaction_process_policy": kind.Text{
		Description: "What happens if the verification is rejected before the transaction is processed", Default: new("decline"),
		Values: []string{"process-transaction", "decline", "use-alternate-gateway"},
	},
	"alternate_gateway_account_if_rejected": optional("ID of the gateway account for `use-alternate-gateway`"),
	"rejected_after_transaction_process_policy": kind.Text{
		Description: "What happens if the verification is rejected after the transaction is processed", Default: new("proceed"),
		Values: []string{"proceed"},
	},
	"optional_policy": kind.Text{
		Description: "What a customer may do if the verification is not mandatory", Default: new("allow-bypass"),
		Values: []string{"allow-bypass", "allow-use-alternate-gateway"},
	},
	"alternate_gateway_account_if_optional": optional("ID of the gateway account for `allow-use-alternate-gateway`"),
	"bypass_currency_to_display": kind.Text{
		Description: "Currency that the link to bypass the verification shows, an ISO 4217 code", Default: new("USD"),
		Validators: []validator.String{validators.Currency()},
	},
}

// tags returns a list of tags.
func tags(description string) kind.Texts {
	return kind.Texts{Description: description, Details: "`[]` has none.", Required: true, Unordered: true, Size: kind.AtMost(1000)}
}
