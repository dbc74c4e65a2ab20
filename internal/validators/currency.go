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

// currencies are the codes of ISO 4217 (list one, as of January 2026) by the number of decimals that the list gives them.
// Metals, bonds and units of account, which have none, are -1.
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

// withdrawn are codes that left the list since 2011. Old plans may have them; Rebilly decides about new ones.
var withdrawn = byDecimals(map[int]string{0: "BYR", 2: "ANG BGN CUC EEK HRK LTL LVL MRO SLL STD VEF ZMK ZWL"})

func byDecimals(lists map[int]string) map[string]int {
	codes := map[string]int{}
	for decimals, list := range lists {
		for code := range strings.FieldsSeq(list) {
			codes[code] = decimals
		}
	}
	return codes
}

// Decimals is the number of decimals of a currency, such as 0 of JPY; false where ISO 4217 gives none.
func Decimals(code string) (int, bool) {
	decimals, known := currencies[code]
	if !known {
		decimals, known = withdrawn[code]
	}
	return decimals, known && decimals >= 0
}

// Currency validates a code of ISO 4217.
func Currency() validator.String { return currency{} }

type currency struct{}

var _ validator.String = currency{}

func (currency) Description(context.Context) string { return "must be a code of ISO 4217" }

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
		detail := fmt.Sprintf("%q is not a code of ISO 4217, which are three capital letters such as USD.", code)
		if upper := strings.ToUpper(code); slices.Contains(codes, upper) {
			detail += fmt.Sprintf(" Did you mean %q?", upper)
		}
		response.Diagnostics.AddAttributeError(request.Path, "Invalid currency", detail)
		return
	}
	// Rebilly's definition does not exclude it, and what exists has to be manageable.
	response.Diagnostics.AddAttributeWarning(request.Path, "Unknown currency",
		strings.TrimSpace(fmt.Sprintf("%q is not a code of ISO 4217 that this version of the provider knows. %s", code, suggest.DidYouMean(code, codes))))
}
