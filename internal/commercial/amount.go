package commercial

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/currency"
)

const (
	// maxDigits is the greatest number of digits before or after the point that is written without an exponent.
	maxDigits = 21
	// smallPercent is the smallest percentage that is written with one decimal.
	smallPercent = 0.1
)

// Amounts are two amounts in one currency.
type Amounts struct {
	Currency string
	// Before and After are decimals without an exponent, as they are sent to Rebilly.
	Before, After string
	// Percent is the change in percent, nil if Before is zero or the two are not charged alike.
	Percent *big.Rat
	// PerYear reports whether Percent compares what is charged within a year, because the intervals differ.
	PerYear bool
}

// PercentText returns the change in percent, such as "+25.6%", or "".
func (a *Amounts) PercentText() string {
	if a == nil || a.Percent == nil {
		return ""
	}
	if a.PerYear {
		return FormatPercent(a.Percent) + " per year"
	}
	return FormatPercent(a.Percent)
}

// parseAmount returns the number that Rebilly receives: the shortest decimal of the float64. A result of a division in a
// configuration has more than a hundred digits.
func parseAmount(value any) (*big.Rat, bool) {
	number, ok := value.(json.Number)
	if !ok {
		return nil, false
	}
	float, err := number.Float64()
	if err != nil || math.IsInf(float, 0) {
		return nil, false
	}
	return new(big.Rat).SetString(strconv.FormatFloat(float, 'f', -1, 64))
}

func formatNumber(number json.Number) string {
	if amount, ok := parseAmount(number); ok {
		return formatDecimal(amount, 0)
	}
	return "a number that Rebilly cannot store"
}

// formatMoney returns an amount with at least the decimals of its currency, such as 86.40 EUR, 1,200 JPY and 0.0006 USD.
func formatMoney(amount *big.Rat, code string) string {
	decimals, _ := currency.Decimals(code)
	return formatDecimal(amount, decimals) + " " + code
}

// formatAmount returns the text of an amount, which need not be known, in a currency, which need not be known either.
func formatAmount(value, code any) string {
	known, isKnown := code.(string)
	amount, ok := parseAmount(value)
	switch {
	case !ok && isKnown && value == Unknown:
		return "an amount that is " + string(Unknown)
	case !ok:
		return format(value)
	case !isKnown:
		return formatDecimal(amount, 0) + " in a currency that is " + string(Unknown)
	}
	return formatMoney(amount, known)
}

// formatDecimal returns all digits of a number, at least a number of decimals, and a comma after each thousand.
func formatDecimal(number *big.Rat, decimals int) string {
	digits, exact := number.FloatPrec()
	text := number.FloatString(max(digits, decimals))
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	if !exact || len(whole) > maxDigits || digits > maxDigits {
		float, _ := number.Float64()
		return strconv.FormatFloat(float, 'g', -1, 64)
	}
	var grouped strings.Builder
	if number.Sign() < 0 {
		grouped.WriteByte('-')
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			grouped.WriteByte(',')
		}
		grouped.WriteRune(digit)
	}
	if fraction != "" {
		grouped.WriteString("." + fraction)
	}
	return grouped.String()
}

// plainDecimal returns all digits of a number, for programs.
func plainDecimal(number *big.Rat) string {
	digits, _ := number.FloatPrec()
	return number.FloatString(digits)
}

// percentChange returns nil if before is zero.
func percentChange(before, after *big.Rat) *big.Rat {
	if before.Sign() == 0 {
		return nil
	}
	change := new(big.Rat).Sub(after, before)
	change.Quo(change, new(big.Rat).Abs(before))
	return change.Mul(change, big.NewRat(100, 1))
}

// FormatPercent returns a change in percent, such as +25.6%, with more decimals if it is very small.
func FormatPercent(percent *big.Rat) string {
	sign := "+"
	if percent.Sign() < 0 {
		sign = "-"
	}
	size := new(big.Rat).Abs(percent)
	decimals := 1
	if float, _ := size.Float64(); float < smallPercent {
		decimals = 2
	}
	text := size.FloatString(decimals)
	if percent.Sign() < 0 && text == "100.0" && size.Cmp(big.NewRat(100, 1)) < 0 {
		// Only what becomes free falls by 100%.
		text = "99.9"
	}
	switch {
	case size.Sign() == 0:
		return "0%"
	case strings.Trim(text, "0.") == "":
		return sign + "less than 0.01%"
	}
	rounded, _ := new(big.Rat).SetString(text)
	return sign + formatDecimal(rounded, 0) + "%"
}
