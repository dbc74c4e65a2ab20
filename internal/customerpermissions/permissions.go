// Package customerpermissions lists the permissions of customers' tokens. Permissions are operation IDs of Rebilly's API definition.
package customerpermissions

import "slices"

// Purpose is the purpose of a customer's token.
type Purpose string

// Purposes of a customer's token.
const (
	Money       Purpose = "money"
	Invoice     Purpose = "invoice"
	Transaction Purpose = "transaction"
	Deposit     Purpose = "deposit"
	Payout      Purpose = "payout"
	// Generic tokens allow everything that a customer can do with RebillyInstruments.
	Generic Purpose = "generic"
)

// Purposes lists all purposes.
var Purposes = []Purpose{Money, Invoice, Transaction, Deposit, Payout, Generic}

// Permissions returns the permissions that RebillyInstruments needs for a purpose, from mount() to the payment, and no others. The caller
// may modify the result.
func Permissions(purpose Purpose) []string {
	if purpose == Generic {
		return slices.Clone(allPermissions)
	}
	return slices.Concat(commonPermissions, permissionsByPurpose[purpose])
}

// SetupPermissions returns the additional permissions for saving a payment instrument instead of charging it.
func SetupPermissions() []string {
	return []string{"StorefrontPostPaymentInstrument", "StorefrontPostPaymentInstrumentSetup"}
}

// InstrumentOptions are the options of payment instruments that need permissions, by the names of the attributes.
var InstrumentOptions = []string{"allow_update", "allow_deactivate", "allow_make_default", "apple_pay"}

// InstrumentPermissions returns the additional permissions for an option of payment instruments.
func InstrumentPermissions(option string) []string { return slices.Clone(permissionsByOption[option]) }

var permissionsByOption = map[string][]string{
	"allow_update":       {"StorefrontGetPaymentInstrument", "StorefrontPatchPaymentInstrument"},
	"allow_deactivate":   {"StorefrontPostPaymentInstrumentDeactivation"},
	"allow_make_default": {"StorefrontPatchAccount"},
	"apple_pay":          {"PostDigitalWalletValidation"},
}

var commonPermissions = []string{"PostToken", "StorefrontGetAccount", "StorefrontGetPaymentInstrumentCollection"}

// The transaction is read again when a customer returns from an approval page.
var permissionsByPurpose = map[Purpose][]string{
	Money:       {"StorefrontPostReadyToPay", "StorefrontPostPayment", "StorefrontGetTransaction"},
	Invoice:     {"StorefrontGetInvoice", "StorefrontPostReadyToPay", "StorefrontPostPayment", "StorefrontGetTransaction"},
	Transaction: {"StorefrontGetTransaction", "StorefrontGetInvoice", "StorefrontPostReadyToPay", "StorefrontPostPayment"},
	Deposit: {
		"StorefrontGetDepositRequest", "StorefrontPostDeposit", "StorefrontPostReadyToPay", "StorefrontPostPayment", "StorefrontGetTransaction",
	},
	Payout: {
		"StorefrontGetPayoutRequest", "StorefrontPostReadyToPayout", "StorefrontPostPaymentInstrument", "StorefrontPatchPayoutRequest",
	},
}

// allPermissions is the list in Rebilly's documentation, and StorefrontPostDeposit, which deposits need and the list lacks.
var allPermissions = []string{
	"PostToken",
	"PostDigitalWalletValidation",
	"StorefrontGetAccount",
	"StorefrontPatchAccount",
	"StorefrontPostPayment",
	"StorefrontGetTransactionCollection",
	"StorefrontGetTransaction",
	"StorefrontGetPaymentInstrumentCollection",
	"StorefrontPostPaymentInstrument",
	"StorefrontGetPaymentInstrument",
	"StorefrontPatchPaymentInstrument",
	"StorefrontPostPaymentInstrumentDeactivation",
	"StorefrontGetWebsite",
	"StorefrontGetInvoiceCollection",
	"StorefrontGetInvoice",
	"StorefrontGetProductCollection",
	"StorefrontGetProduct",
	"StorefrontPostReadyToPay",
	"StorefrontPostReadyToPayout",
	"StorefrontGetPaymentInstrumentSetup",
	"StorefrontPostPaymentInstrumentSetup",
	"StorefrontGetDepositRequest",
	"StorefrontGetDepositStrategy",
	"StorefrontGetPayoutRequest",
	"StorefrontGetPayoutRequestCollection",
	"StorefrontPatchPayoutRequest",
	"StorefrontPostDeposit",
}
