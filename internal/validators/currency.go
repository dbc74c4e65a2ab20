package validators

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/suggest"
)

// currencies maps ISO 4217 codes (list one, as of January 2026) to their number of decimals. Metals, bonds and units of
// account, which have none, are -1.
var currencies = byDecimals(map[int]string{
	-1: "XAD XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XUA",
	0:  "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
	2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
		COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR
		IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN
		NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
		SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
	3: "BHD IQD JOD KWD LYD OMR TND",
	4: "CLF UYW",
})

// withdrawn are codes removed from the list since 2011. Existing plans may have them.
var withdrawn = byDecimals(map[int]string{0: "BYR", 2: "ANG BGN CUC EEK HRK LTL LVL MRO SLL STD VEF ZMK ZWL"})

// byDecimals returns the decimals of each code.
func byDecimals(lists map[int]string) map[string]int {
	codes := map[string]int{}
	for decimals, list := range lists {
		for code := range strings.FieldsSeq(list) {
			codes[code] = decimals
		}
	}
	return codes
}

// Decimals returns the number of decimals of a currency, such as 0 for JPY, and false if ISO 4217 gives none.
func Decimals(code string) (int, bool) {
	decimals, known := currencies[code]
	if !known {
		decimals, known = withdrawn[code]
	}
	return decimals, known && decimals >= 0
}

// Currency validates an ISO 4217 code.
func Currency() validator.String { return currency{} }

type currency struct{}

var _ validator.String = currency{}

func (currency) Description(context.Context) string { return "must be an ISO 4217 code" }

func (v currency) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (currency) ValidateString(_ context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	code := request.ConfigValue.ValueString()
	_, active := currencies[code]
	if _, known := withdrawn[code]; active || known {
		return
	}
	codes := slices.Sorted(maps.Keys(currencies))
	if !CurrencyPattern.MatchString(code) {
		detail := fmt.Sprintf("%q is not an ISO 4217 code: three capital letters, such as USD.", code)
		if upper := strings.ToUpper(code); slices.Contains(codes, upper) {
			detail += fmt.Sprintf(" Did you mean %q?", upper)
		}
		response.Diagnostics.AddAttributeError(request.Path, "Invalid currency", detail)
		return
	}
	// The API definition does not exclude it, and existing objects must be manageable.
	response.Diagnostics.AddAttributeWarning(request.Path, "Unknown currency",
		strings.TrimSpace(fmt.Sprintf("%q is not an ISO 4217 code that this version of the provider includes. %s", code,
			suggest.DidYouMean(code, codes))))
}
