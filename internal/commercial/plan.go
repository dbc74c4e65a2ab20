package commercial

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
)

const (
	// Active is the label of whether customers can order a billing plan.
	Active = "can be ordered"

	notOrderable        = "cannot be ordered"
	orderableQuantities = "quantities that can be ordered"
	smallestQuantity    = "smallest quantity that can be ordered"
	orderDay            = "on the day of the order"
)

var formulas = []struct{ name, unit string }{
	{"fixed_fee", "for any quantity"},
	{"flat_rate", "per unit"},
	{"stairstep", "for the whole step"},
	{"tiered", "per unit in this range"},
	{"volume", "per unit, for all units"},
}

// A condition is a term of a billing plan that is not a price of a quantity. Conditions with the same label are compared.
type condition struct {
	at           []any
	label, value string
	// absent is the value of a billing plan without such a condition.
	absent string
	// amount is the amount of a fee. It is nil if the condition is not one, or if it is not known.
	amount *big.Rat
	isFee  bool
}

// A tier is the price of the quantities from first to last. A last of 0 is no limit.
type tier struct {
	at          []any
	first, last int64
	price       any
}

// terms are what customers agree to when they order one version of a billing plan.
type terms struct {
	identity, conditions []condition
	formula, unit        string
	hasBrackets          bool
	tiers                []tier
	currency             any
	interval             any
	// hidden is set if the tiers are unknown or sensitive, and hiddenAt to their path.
	hidden   mark
	hiddenAt []any

	minQuantity, maxQuantity, active any
}

// ComparePlans returns the commercial terms that differ between two versions of a billing plan.
func ComparePlans(before, after map[string]any) []Change {
	was, will := readTerms(before), readTerms(after)
	_, wasHidden := was.interval.(mark)
	_, willHide := will.interval.(mark)
	if wasHidden || willHide {
		// The prices show that the interval is unknown.
		ofInterval := func(c condition) bool { return c.at[0] == "recurring_interval" }
		was.conditions = slices.DeleteFunc(was.conditions, ofInterval)
		will.conditions = slices.DeleteFunc(will.conditions, ofInterval)
	}
	changes := slices.Concat(
		compareConditions(was.identity, will.identity, was, will),
		comparePrices(was, will),
		compareConditions(was.conditions, will.conditions, was, will),
	)
	add := func(name, label, before, after string) {
		if before != after {
			changes = append(changes, Change{Path: []any{name}, Label: label, Before: before, After: after})
		}
	}
	if was.hasBrackets || will.hasBrackets {
		// The prices show the greatest quantity.
		add("pricing", smallestQuantity, was.smallest(), will.smallest())
	} else {
		add("pricing", orderableQuantities, was.quantities(), will.quantities())
	}
	if was.active != nil || will.active != nil {
		add("is_active", Active, format(was.active), format(will.active))
	}
	return changes
}

func readTerms(object map[string]any) terms {
	t := terms{currency: object["currency"], interval: object["recurring_interval"], active: object["is_active"]}
	t.identity = []condition{
		{at: []any{"product_id"}, label: "product", value: format(object["product_id"])},
		{at: []any{"currency"}, label: "currency", value: format(t.currency)},
	}
	t.readPrices(object["pricing"])
	add := func(label, value, absent string, at ...any) {
		t.conditions = append(t.conditions, condition{at: at, label: label, value: value, absent: absent})
	}
	fee, isFree := setupFee(object["setup"])
	text := none
	if !isFree {
		text = formatAmount(fee, t.currency)
	}
	amount, _ := parseAmount(fee)
	t.conditions = append(t.conditions,
		condition{at: []any{"setup"}, label: "setup fee, once", value: text, amount: amount, isFee: true})
	trial := object["trial"]
	amount, _ = parseAmount(get(trial, "price"))
	t.conditions = append(t.conditions,
		condition{at: []any{"trial"}, label: "trial", value: formatTrial(trial, t.currency), amount: amount, isFee: amount != nil})
	if interval, ok := t.interval.(map[string]any); ok {
		limit := "unlimited"
		if value := interval["limit"]; value != nil {
			limit = format(value)
		}
		add("number of invoices", limit, "unlimited", "recurring_interval", "limit")
		add("billing", formatBillingTiming(interval["billing_timing"]), "when the order is placed", "recurring_interval", "billing_timing")
		add("service periods begin", formatAnchor(interval["period_anchor_instruction"]), orderDay,
			"recurring_interval", "period_anchor_instruction")
	}
	add("metered billing", formatMeteredBilling(object["metered_billing"]), "", "metered_billing")
	return t
}

// setupFee returns the fee as a value, and whether there is none. No fee and a fee of 0 are the same.
func setupFee(setup any) (fee any, isFree bool) {
	if fee = get(setup, "price"); fee == nil {
		fee = json.Number("0")
	}
	amount, ok := parseAmount(fee)
	return fee, ok && amount.Sign() == 0
}

func (t *terms) readPrices(pricing any) {
	hide := func(value any, at ...any) {
		t.hidden, _ = value.(mark)
		t.hiddenAt = at
	}
	if _, ok := pricing.(mark); ok {
		hide(pricing, "pricing")
		return
	}
	for _, formula := range formulas {
		variant := get(pricing, formula.name)
		if variant == nil {
			continue
		}
		t.formula, t.unit = formula.name, formula.unit
		t.minQuantity, t.maxQuantity = get(variant, "min_quantity"), get(variant, "max_quantity")
		at := []any{"pricing", formula.name}
		object, ok := variant.(map[string]any)
		if !ok {
			hide(variant, at...)
			return
		}
		brackets, hasBrackets := object["brackets"]
		if !hasBrackets {
			t.tiers = []tier{{at: append(at, "price"), first: 1, price: object["price"]}}
			return
		}
		t.hasBrackets = true
		list, ok := brackets.([]any)
		if !ok {
			hide(brackets, at...)
			return
		}
		first := int64(1)
		for i, bracket := range list {
			end := get(bracket, "max_quantity")
			if marked, ok := end.(mark); ok {
				t.tiers = nil
				hide(marked, at...)
				return
			}
			last, _ := integer(end)
			t.tiers = append(t.tiers, tier{
				at: slices.Concat(at, []any{"brackets", i, "price"}), first: first, last: last, price: get(bracket, "price"),
			})
			first = last + 1
		}
	}
}

func compareConditions(before, after []condition, was, will terms) []Change {
	var changes []Change
	find := func(in []condition, label string) (condition, bool) {
		i := slices.IndexFunc(in, func(c condition) bool { return c.label == label })
		if i < 0 {
			return condition{}, false
		}
		return in[i], true
	}
	add := func(b, a condition) {
		if b.value == a.value {
			return
		}
		change := Change{Path: a.at, Label: a.label, Before: b.value, After: a.value, IsPrice: b.isFee && a.isFee}
		if b.amount != nil && a.amount != nil && was.currency == will.currency && b.amount.Cmp(a.amount) != 0 {
			change.Amounts = was.amounts(b.amount, a.amount)
		} else if b.amount != nil && a.amount != nil && b.amount.Cmp(a.amount) == 0 {
			change.IsPrice = was.currency != will.currency
		}
		changes = append(changes, change)
	}
	for _, b := range before {
		a, ok := find(after, b.label)
		if !ok {
			a = condition{at: b.at, label: b.label, value: b.absent}
		}
		add(b, a)
	}
	for _, a := range after {
		if _, ok := find(before, a.label); !ok {
			add(condition{value: a.absent}, a)
		}
	}
	return changes
}

// amounts returns two amounts in the currency of the terms.
func (t terms) amounts(before, after *big.Rat) *Amounts {
	code, _ := t.currency.(string)
	return &Amounts{
		Currency: code, Before: plainDecimal(before), After: plainDecimal(after), Percent: percentChange(before, after),
	}
}

// quantities returns the range of quantities that can be ordered.
func (t terms) quantities() string {
	if t.maxQuantity == nil {
		return t.smallest() + " or more"
	}
	return t.smallest() + " to " + format(t.maxQuantity)
}

// smallest returns the smallest quantity that can be ordered.
func (t terms) smallest() string {
	if t.minQuantity == nil {
		return "1"
	}
	return format(t.minQuantity)
}

// formatInterval returns how often a price is charged: once, every month, every 3 months.
func formatInterval(interval any) string {
	if interval == nil {
		return "once"
	}
	return "every " + strings.TrimPrefix(formatPeriod(interval), "1 ")
}

// formatPeriod returns a length of time: 1 month, 14 days.
func formatPeriod(period any) string {
	unit, length := get(period, "unit"), get(period, "length")
	if marked, ok := hidden([]any{unit, length}); ok {
		return "period that is " + string(marked)
	}
	if format(length) == "1" {
		return "1 " + format(unit)
	}
	return format(length) + " " + format(unit) + "s"
}

func formatTrial(trial, currency any) string {
	if _, ok := trial.(map[string]any); !ok {
		return format(trial)
	}
	return formatPeriod(get(trial, "period")) + " for " + formatAmount(get(trial, "price"), currency)
}

func formatBillingTiming(timing any) string {
	switch timing {
	case "prepaid":
		return "prepaid, when a service period begins"
	case "postpaid":
		return "postpaid, when a service period ends"
	}
	return format(timing)
}

func formatAnchor(anchor any) string {
	month, week, year := get(anchor, "day_of_month"), get(anchor, "day_of_week"), get(anchor, "day_and_month_of_year")
	for _, value := range []any{anchor, month, week, year} {
		if marked, ok := value.(mark); ok {
			return string(marked)
		}
	}
	var text string
	var variant any
	switch {
	case month != nil:
		variant = month
		text = "on day " + format(get(month, "day")) + " of the month"
	case week != nil:
		variant = week
		text = "on " + format(get(week, "day")) + ", " + format(get(week, "week"))
	case year != nil:
		variant = year
		text = "on day " + format(get(year, "day")) + " of month " + format(get(year, "month"))
	default:
		return orderDay
	}
	if time := get(variant, "time"); time != nil {
		text += " at " + format(time)
	}
	return text
}

func formatMeteredBilling(metered any) string {
	if _, ok := metered.(map[string]any); !ok {
		return format(metered)
	}
	text := format(get(metered, "strategy"))
	switch text {
	case "sum":
		text = "the sum of the reported usage"
	case "last":
		text = "the last reported usage"
	}
	if minimum := get(metered, "min"); minimum != nil {
		text += ", at least " + format(minimum)
	}
	if maximum := get(metered, "max"); maximum != nil {
		text += ", at most " + format(maximum)
	}
	switch sticky := get(metered, "sticky"); sticky {
	case Unknown, Sensitive, SensitiveChange:
		text += "; the charge without a report is " + format(sticky)
	case true:
		text += "; without a report, the previous usage"
	}
	return text
}

// DescribePlan returns the terms of a new billing plan. Before is empty.
func DescribePlan(object map[string]any) []Change {
	t := readTerms(object)
	var described []Change
	if t.hidden != "" {
		described = append(described, Change{Path: t.hiddenAt, Label: "prices", After: string(t.hidden), IsPrice: true})
	}
	for _, tier := range t.tiers {
		label := "price"
		if t.hasBrackets {
			label = formatQuantities(tier.first, tier.last)
		}
		described = append(described, Change{
			Path: tier.at, Label: label, After: formatAmount(tier.price, t.currency), Suffix: t.unit + ", " + formatInterval(t.interval),
			IsPrice: true,
		})
	}
	switch {
	case t.hasBrackets && t.smallest() != "1":
		described = append(described, Change{Path: []any{"pricing"}, Label: smallestQuantity, After: t.smallest()})
	case !t.hasBrackets && t.quantities() != "1 or more":
		described = append(described, Change{Path: []any{"pricing"}, Label: orderableQuantities, After: t.quantities()})
	}
	for _, c := range t.conditions {
		if c.value != none && c.value != c.absent && c.value != orderDay {
			described = append(described, Change{Path: c.at, Label: c.label, After: c.value, IsPrice: c.isFee})
		}
	}
	if t.active != nil && t.active != true {
		described = append(described, Change{Path: []any{"is_active"}, Label: Active, After: format(t.active)})
	}
	return described
}

// Money returns the change of an amount that is not of a billing plan, such as that of a shipping rate.
func Money(before, after, currencyBefore, currencyAfter any) (change Change) {
	change = Change{Before: formatAmount(before, currencyBefore), After: formatAmount(after, currencyAfter), IsPrice: true}
	from, fromOK := parseAmount(before)
	to, toOK := parseAmount(after)
	if code, ok := currencyBefore.(string); ok && currencyBefore == currencyAfter && fromOK && toOK {
		change.Amounts = terms{currency: code}.amounts(from, to)
	}
	return change
}
