// Package journalaccount implements the resource rebilly_journal_account, its list resource and its data sources.
package journalaccount

import "github.com/rebilly/terraform-provider-rebilly/internal/kind"

// Registration is what the provider offers for journal accounts.
var Registration = kind.Kind{
	Name:                 "journal account",
	Collection:           "journal-accounts",
	IDPrefix:             "jrn_acc_",
	DisplayNameAttribute: "name",
	Description: "Manages a journal account, to which the revenue of products is posted (`recognition` of `rebilly_product`). " +
		"All attributes except `id` can be updated in place. Rebilly has no operation to delete a journal account: a destroy only " +
		"removes it from the state, and the Terraform plan has a warning.",
	Remark:       "Rebilly has no operation to delete an account; destroying removes it from the state. Entries and records are bookkeeping.",
	AfterDestroy: map[string]any{},
	Fields: kind.Fields{
		"name":        kind.Text{Description: "Name of the journal account", Required: true},
		"description": kind.Text{Description: "Description of the journal account"},
	},
}.Registration()
