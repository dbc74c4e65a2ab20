// Package currency is the list of currency codes of ISO 4217.
package currency

import (
	"maps"
	"slices"
	"strings"
)

// decimals are the active codes (list one, as of January 2026) by their number of decimals. Metals, bonds and units of account have none:
// -1. The codes for tests (XTS) and for no currency (XXX) are not included.
var decimals = byDecimals(map[int]string{
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

// withdrawn are codes that left the list since 2011. Existing billing plans may still have them.
var withdrawn = byDecimals(map[int]string{0: "BYR", 2: "ANG BGN CUC EEK HRK LTL LVL MRO SLL STD VEF ZMK ZWL"})

var active = slices.Sorted(maps.Keys(decimals))

// mostUsed are the most traded currencies, roughly the most used ones first.
const mostUsed = "USD EUR JPY GBP CNY CHF AUD CAD HKD SGD INR KRW SEK MXN NZD NOK TWD BRL ZAR PLN DKK TRY THB IDR ILS HUF CZK CLP PHP " +
	"COP MYR AED SAR RON PEN"

func byDecimals(lists map[int]string) map[string]int {
	codes := map[string]int{}
	for count, list := range lists {
		for code := range strings.FieldsSeq(list) {
			codes[code] = count
		}
	}
	return codes
}

// Active returns the active codes, sorted.
func Active() []string { return slices.Clone(active) }

// ByUse returns the active codes, the most used ones first.
func ByUse() []string {
	codes := strings.Fields(mostUsed)
	for _, code := range active {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

// IsActive reports whether code is an active code.
func IsActive(code string) bool {
	_, ok := decimals[code]
	return ok
}

// IsWithdrawn reports whether code left the list since 2011.
func IsWithdrawn(code string) bool {
	_, ok := withdrawn[code]
	return ok
}

// Decimals returns the number of decimals of an active or withdrawn currency, such as 0 for JPY; false if ISO 4217 defines none.
func Decimals(code string) (count int, ok bool) {
	if count, ok = decimals[code]; !ok {
		count, ok = withdrawn[code]
	}
	return count, ok && count >= 0
}
