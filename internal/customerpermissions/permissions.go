// Package customerpermissions is what a customer's token may do. Permissions are names of operations, as in Rebilly's definition.
package customerpermissions

import "slices"

// Purpose is what a customer's token is for.
type Purpose string

// Purposes of a customer's token.
const (
	Money       Purpose = "money"
	Invoice     Purpose = "invoice"
	Transaction Purpose = "transaction"
	Deposit     Purpose = "deposit"
	Payout      Purpose = "payout"
	// Generic is a token for anything that a customer can do with Rebilly Instruments.
	Generic Purpose = "generic"
)

// Permissions are what RebillyInstruments needs for a purpose and nothing besides, from mount() to the payment.
// The result is the caller's own.
func Permissions(purpose Purpose) []string {
	if purpose == Generic {
		return slices.Clone(allPermissions)
	}
	return slices.Concat(commonPermissions, permissionsByPurpose[purpose])
}

// SetupPermissions are what a purpose needs besides, where a payment instrument is saved instead of charged.
func SetupPermissions() []string {
	return []string{"StorefrontPostPaymentInstrument", "StorefrontPostPaymentInstrumentSetup"}
}

var commonPermissions = []string{"PostToken", "StorefrontGetAccount", "StorefrontGetPaymentInstrumentCollection"}

// The transaction is read once more when a customer comes back from an approval.
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

// allPermissions is the list of Rebilly's documentation, and StorefrontPostDeposit, which deposits need and the list lacks.
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
