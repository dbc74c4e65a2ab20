package commercial

import (
	"math/big"
	"slices"
	"strings"
)

// maxQuantity is the greatest quantity in the API.
const maxQuantity = 999_999_999

// comparePrices compares the price of each quantity. Ranges of quantities are split at the boundaries of both versions, so that only
// quantities whose price differs are included.
func comparePrices(was, will terms) []Change {
	if was.hidden != "" || will.hidden != "" {
		before, after := was.priceList(), will.priceList()
		if before == after {
			return nil
		}
		at := will.hiddenAt
		if will.hidden == "" {
			at = was.hiddenAt
		}
		return []Change{{Path: at, Label: "prices", Before: before, After: after, IsPrice: true}}
	}
	if was.hasBrackets != will.hasBrackets {
		was.limitPrice()
		will.limitPrice()
	}
	type priceRange struct {
		Change
		first, last int64
	}
	var ranges []priceRange
	bounds := firstQuantities(was.tiers, will.tiers)
	for i, first := range bounds {
		b, a := findTier(was.tiers, first), findTier(will.tiers, first)
		change, differs := comparePrice(was, will, b, a)
		if !differs {
			continue
		}
		var last int64
		if i+1 < len(bounds) {
			last = bounds[i+1] - 1
		}
		if n := len(ranges) - 1; n >= 0 && ranges[n].last == first-1 && ranges[n].String() == change.String() {
			ranges[n].last = last
			continue
		}
		ranges = append(ranges, priceRange{change, first, last})
	}
	changes := make([]Change, len(ranges))
	for i, r := range ranges {
		changes[i] = r.Change
		changes[i].Label = "price"
		if was.hasBrackets || will.hasBrackets {
			changes[i].Label = formatQuantities(r.first, r.last)
		}
	}
	return changes
}

// limitPrice limits the only price of a billing plan without brackets to the quantities that can be ordered.
func (t *terms) limitPrice() {
	if last, ok := integer(t.maxQuantity); ok && !t.hasBrackets && len(t.tiers) == 1 {
		t.tiers = []tier{{at: t.tiers[0].at, first: 1, last: last, price: t.tiers[0].price}}
	}
}

// comparePrice compares the prices of a range of quantities. A tier is nil if they cannot be ordered.
func comparePrice(was, will terms, before, after *tier) (change Change, differs bool) {
	change.IsPrice = before != nil && after != nil
	change.Before, change.After = notOrderable, notOrderable
	suffixes := [2]string{was.unit + ", " + formatInterval(was.interval), will.unit + ", " + formatInterval(will.interval)}
	if before != nil {
		change.Path, change.Before = before.at, formatAmount(before.price, was.currency)
	}
	if after != nil {
		change.Path, change.After = after.at, formatAmount(after.price, will.currency)
	}
	if change.Before == change.After && suffixes[0] == suffixes[1] {
		return change, false
	}
	switch {
	case before == nil:
		change.After += " " + suffixes[1]
	case after == nil:
		change.Before += " " + suffixes[0]
	case suffixes[0] == suffixes[1]:
		change.Suffix = suffixes[0]
	default:
		change.Before += " " + suffixes[0]
		change.After += " " + suffixes[1]
	}
	if change.IsPrice {
		change.Amounts = priceAmounts(was, will, before.price, after.price)
	}
	return change, true
}

// priceAmounts returns the amounts of two prices, nil if they cannot be compared: if one of them or their currency is not known, or if
// their currencies or formulas differ.
func priceAmounts(was, will terms, before, after any) *Amounts {
	if _, ok := was.currency.(string); !ok || was.currency != will.currency || was.formula != will.formula {
		return nil
	}
	from, fromOK := parseAmount(before)
	to, toOK := parseAmount(after)
	if !fromOK || !toOK {
		return nil
	}
	return intervalAmounts(was, will, from, to)
}

// intervalAmounts returns two amounts of the same currency. If they are charged at different intervals, their change in percent is that
// of what is charged within a year.
func intervalAmounts(was, will terms, before, after *big.Rat) *Amounts {
	amounts := was.amounts(before, after)
	if formatInterval(was.interval) != formatInterval(will.interval) {
		amounts.Percent, amounts.PerYear = yearlyChange(was, will, before, after)
	}
	return amounts
}

// yearlyChange returns the change in percent of what is charged within a year, and true. It returns nil if only one of the prices is
// charged repeatedly, or if an interval is not known.
func yearlyChange(was, will terms, before, after *big.Rat) (percent *big.Rat, perYear bool) {
	from, to := timesPerYear(was.interval), timesPerYear(will.interval)
	if from == nil || to == nil {
		return nil, false
	}
	return percentChange(new(big.Rat).Mul(before, from), new(big.Rat).Mul(after, to)), true
}

// timesPerYear returns how often an interval is in a year, nil if that is not known.
func timesPerYear(interval any) *big.Rat {
	length, ok := integer(get(interval, "length"))
	if !ok || length < 1 {
		return nil
	}
	const daysIn400Years = 146_097
	var times *big.Rat
	switch get(interval, "unit") {
	case "day":
		times = big.NewRat(daysIn400Years, 400)
	case "week":
		times = big.NewRat(daysIn400Years, 7*400)
	case "month":
		times = big.NewRat(12, 1)
	case "year":
		times = big.NewRat(1, 1)
	default:
		return nil
	}
	return times.Quo(times, big.NewRat(length, 1))
}

// firstQuantities returns the quantities at which a tier of either version begins, or after which its last one ends, ascending.
func firstQuantities(lists ...[]tier) []int64 {
	var quantities []int64
	for _, tiers := range lists {
		for _, t := range tiers {
			quantities = append(quantities, t.first)
			if t.last > 0 {
				quantities = append(quantities, t.last+1)
			}
		}
	}
	slices.Sort(quantities)
	return slices.Compact(quantities)
}

// findTier returns the tier that a quantity is in, or nil.
func findTier(tiers []tier, quantity int64) *tier {
	for i, t := range tiers {
		if quantity >= t.first && (t.last == 0 || quantity <= t.last) {
			return &tiers[i]
		}
	}
	return nil
}

func formatQuantities(first, last int64) string {
	switch {
	case last == 0:
		return "quantities " + groupedInteger(first) + " or more"
	case first == last:
		return "quantity " + groupedInteger(first)
	}
	return "quantities " + groupedInteger(first) + " to " + groupedInteger(last)
}

func groupedInteger(number int64) string { return formatDecimal(new(big.Rat).SetInt64(number), 0) }

// priceList returns all prices in one text.
func (t terms) priceList() string {
	if t.hidden != "" {
		return string(t.hidden)
	}
	var texts []string
	for _, tier := range t.tiers {
		text := formatAmount(tier.price, t.currency) + " " + t.unit + ", " + formatInterval(t.interval)
		if t.hasBrackets {
			text = formatQuantities(tier.first, tier.last) + " " + text
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 {
		return none
	}
	return strings.Join(texts, "; ")
}

// A Cost is what a quantity of a billing plan costs before and after a change.
type Cost struct {
	Quantity      int64
	Before, After string
	// Amounts is nil unless the quantity can be ordered before and after, in the same currency and charged alike.
	Amounts *Amounts
}

// sampleQuantities are the quantities whose costs a review shows.
var sampleQuantities = []int64{1, 10, 100, 1000}

// Costs returns what 1, 10, 100 and 1,000 units cost in two versions of a billing plan. A version that is nil has no costs. isTiered
// reports whether the cost is not simply a multiple of one price.
func Costs(before, after map[string]any) (result []Cost, isTiered bool) {
	was, will := readTerms(before), readTerms(after)
	isTiered = was.hasBrackets || will.hasBrackets || before != nil && was.formula != will.formula
	return costs(was, will, sampleQuantities), isTiered
}

// GreatestChanges returns the greatest decrease and the greatest increase in percent of what a quantity costs, nil if there is none.
// Between the boundaries of tiers, the cost is a linear function of the quantity, so its changes are greatest at a boundary.
func GreatestChanges(before, after map[string]any) (decrease, increase *big.Rat) {
	was, will := readTerms(before), readTerms(after)
	quantities := append([]int64{maxQuantity}, sampleQuantities...)
	for _, first := range firstQuantities(was.tiers, will.tiers) {
		quantities = append(quantities, first)
		if first > 1 {
			quantities = append(quantities, first-1)
		}
	}
	for _, cost := range costs(was, will, quantities) {
		if cost.Amounts == nil || cost.Amounts.Percent == nil {
			continue
		}
		percent := cost.Amounts.Percent
		if percent.Sign() < 0 && (decrease == nil || percent.Cmp(decrease) < 0) {
			decrease = percent
		}
		if percent.Sign() > 0 && (increase == nil || percent.Cmp(increase) > 0) {
			increase = percent
		}
	}
	return decrease, increase
}

func costs(was, will terms, quantities []int64) []Cost {
	result := make([]Cost, len(quantities))
	for i, quantity := range quantities {
		before, beforeText := was.cost(quantity)
		after, afterText := will.cost(quantity)
		cost := Cost{Quantity: quantity, Before: beforeText, After: afterText}
		if before != nil && after != nil && was.currency == will.currency {
			cost.Amounts = intervalAmounts(was, will, before, after)
		}
		result[i] = cost
	}
	return result
}

// cost returns what a quantity costs, nil if that is not known or if the quantity cannot be ordered, and its text.
func (t terms) cost(quantity int64) (*big.Rat, string) {
	if marked, ok := hidden([]any{t.currency, t.interval, t.minQuantity, t.maxQuantity}); ok || t.hidden != "" {
		if t.hidden != "" {
			marked = t.hidden
		}
		return nil, string(marked)
	}
	if minimum, ok := integer(t.minQuantity); ok && quantity < minimum {
		return nil, notOrderable
	}
	if maximum, ok := integer(t.maxQuantity); ok && quantity > maximum {
		return nil, notOrderable
	}
	reached := findTier(t.tiers, quantity)
	if reached == nil {
		return nil, notOrderable
	}
	price, ok := parseAmount(reached.price)
	if !ok {
		return nil, format(reached.price)
	}
	total := price
	switch t.formula {
	case "flat_rate", "volume":
		total = new(big.Rat).Mul(price, big.NewRat(quantity, 1))
	case "tiered":
		total = new(big.Rat).Mul(price, big.NewRat(quantity-reached.first+1, 1))
		for _, below := range t.tiers {
			if below.first >= reached.first {
				break
			}
			price, ok := parseAmount(below.price)
			if !ok {
				return nil, format(below.price)
			}
			total.Add(total, new(big.Rat).Mul(price, big.NewRat(below.last-below.first+1, 1)))
		}
	}
	code, _ := t.currency.(string)
	return total, formatMoney(total, code) + ", " + formatInterval(t.interval)
}
