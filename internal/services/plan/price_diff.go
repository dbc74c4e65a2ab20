package plan

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// termChanges warns if the commercial terms of a billing plan change, in words that a reader without Terraform knowledge can
// check. The API definition only implies that existing subscriptions keep their terms, from its description of revisions.
func termChanges(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	prior, planned := readTerms(ctx, state, &diagnostics), readTerms(ctx, plan, &diagnostics)
	changes := diffTerms(prior, planned)
	if len(changes) == 0 || diagnostics.HasError() {
		return diagnostics
	}
	var id, name types.String
	diagnostics.Append(state.GetAttribute(ctx, path.Root("id"), &id)...)
	diagnostics.Append(state.GetAttribute(ctx, path.Root("name"), &name)...)
	effect := "Orders placed after the apply get the new terms. " +
		"Existing subscriptions hold a copy of the billing plan with its own revision and should keep the old terms"
	if changes[0].label == activeLabel && !planned.active.IsUnknown() {
		effect = "Customers cannot order the billing plan after the apply. " +
			"Existing subscriptions hold a copy of it with its own revision and should continue"
	}
	lines := make([]string, len(changes))
	for i, change := range changes {
		lines[i] = "  * " + change.label + ": " + change.value
	}
	diagnostics.AddAttributeWarning(changes[0].at, "Commercial terms of a billing plan will change", fmt.Sprintf(
		"Billing plan %q (%s):\n%s\n\n%s: Rebilly's API definition implies this, but does not guarantee it.",
		name.ValueString(), id.ValueString(), strings.Join(lines, "\n"), effect))
	return diagnostics
}

// A term is something that a customer agrees to. Terms with the same label are compared.
type term struct {
	at           path.Path
	label, value string
	// absentValue is the value to show for a plan without such a term.
	absentValue string
}

// planTerms are the terms of one version of a billing plan.
type planTerms struct {
	identity, prices, conditions []term
	// unknownPath is set if the prices are unknown.
	unknownPath              path.Path
	active                   types.Bool
	minQuantity, maxQuantity types.Int64
}

// diffTerms returns the terms that differ. The value of each is "before → after".
func diffTerms(prior, planned planTerms) []term {
	var changes []term
	add := func(at path.Path, label, before, after string) {
		if before != after {
			changes = append(changes, term{at: at, label: label, value: before + " → " + after})
		}
	}
	before := slices.Concat(prior.identity, prior.prices, prior.conditions)
	after := slices.Concat(planned.identity, planned.prices, planned.conditions)
	if len(planned.unknownPath.Steps()) > 0 {
		add(planned.unknownPath, "prices", joinTerms(prior.prices), unknownText)
		before, after = slices.Concat(prior.identity, prior.conditions), slices.Concat(planned.identity, planned.conditions)
	}
	for _, b := range before {
		if a, ok := findTerm(after, b.label); ok {
			add(a.at, a.label, b.value, a.value)
		} else {
			add(b.at, b.label, b.value, b.absentValue)
		}
	}
	for _, a := range after {
		if _, ok := findTerm(before, a.label); !ok {
			add(a.at, a.label, a.absentValue, a.value)
		}
	}
	if reducesQuantityRange(prior, planned) {
		add(path.Root("pricing"), "quantities that can be ordered", prior.quantityRange(), planned.quantityRange())
	}
	if prior.active.ValueBool() && !planned.active.ValueBool() {
		active := "no"
		if planned.active.IsUnknown() {
			active = unknownText
		}
		add(path.Root("is_active"), activeLabel, "yes", active)
	}
	return changes
}

func findTerm(terms []term, label string) (term, bool) {
	i := slices.IndexFunc(terms, func(t term) bool { return t.label == label })
	if i < 0 {
		return term{}, false
	}
	return terms[i], true
}

func joinTerms(terms []term) string {
	texts := make([]string, len(terms))
	for i, t := range terms {
		texts[i] = t.label + " " + t.value
	}
	if len(texts) == 0 {
		return "none"
	}
	return strings.Join(texts, "; ")
}

// reducesQuantityRange reports whether a quantity that can be ordered now may no longer be ordered as planned.
func reducesQuantityRange(prior, planned planTerms) bool {
	return planned.minQuantity.IsUnknown() || planned.maxQuantity.IsUnknown() ||
		planned.minQuantity.ValueInt64() > max(prior.minQuantity.ValueInt64(), 1) ||
		!planned.maxQuantity.IsNull() &&
			(prior.maxQuantity.IsNull() || planned.maxQuantity.ValueInt64() < prior.maxQuantity.ValueInt64())
}

func (t planTerms) quantityRange() string {
	from := "1"
	if !t.minQuantity.IsNull() {
		from = formatValue(t.minQuantity)
	}
	return formatRange(from, t.maxQuantity)
}

func formatRange(from string, to types.Int64) string {
	if to.IsNull() {
		return from + " or more"
	}
	return from + " to " + formatValue(to)
}

// readTerms reads the terms of a billing plan from a Terraform plan or state.
func readTerms(ctx context.Context, from tfaccess.AttributeGetter, diagnostics *diag.Diagnostics) planTerms {
	var product, currency types.String
	var pricing, setup, trial, interval, metered types.Object
	var t planTerms
	for _, attribute := range []struct {
		name   string
		target any
	}{
		{"product_id", &product},
		{"currency", &currency},
		{"pricing", &pricing},
		{"setup", &setup},
		{"trial", &trial},
		{"recurring_interval", &interval},
		{"metered_billing", &metered},
		{"is_active", &t.active},
	} {
		diagnostics.Append(from.GetAttribute(ctx, path.Root(attribute.name), attribute.target)...)
	}
	t.identity = []term{
		{path.Root("product_id"), "product", formatValue(product), ""},
		{path.Root("currency"), "currency", formatValue(currency), ""},
	}
	t.addPrices(pricing, currency, formatInterval(interval))
	add := func(at path.Path, label, value, absentValue string) {
		t.conditions = append(t.conditions, term{at, label, value, absentValue})
	}
	add(path.Root("setup"), "setup fee", formatSetupFee(setup, currency), "")
	add(path.Root("trial"), "trial", formatTrial(trial, currency), "")
	if at := path.Root("recurring_interval"); isKnown(interval) {
		limit := "unlimited"
		if value := tfaccess.Attribute[types.Int64](interval, "limit"); !value.IsNull() {
			limit = formatValue(value)
		}
		add(at.AtName("limit"), "number of invoices", limit, "unlimited")
		add(at.AtName("billing_timing"), "billing", formatBillingTiming(interval), "when the order is placed")
		add(at.AtName("period_anchor_instruction"), "service periods begin", formatAnchor(interval), orderDay)
	}
	add(path.Root("metered_billing"), "metered billing", formatMeteredBilling(metered), "")
	return t
}

// addPrices adds the prices of a formula, with the unit that each applies to and how often it is charged.
func (t *planTerms) addPrices(pricing types.Object, currency types.String, interval string) {
	at := path.Root("pricing")
	if pricing.IsUnknown() {
		t.unknownPath = at
	}
	for _, formula := range []struct{ name, unit string }{
		{"fixed_fee", "for any quantity"},
		{"flat_rate", "per unit"},
		{"stairstep", "for the whole step"},
		{"tiered", "per unit in this range"},
		{"volume", "per unit, for all units"},
	} {
		variant := tfaccess.Attribute[types.Object](pricing, formula.name)
		format := func(price types.Float64) string {
			return formatPrice(price, currency) + " " + formula.unit + ", " + interval
		}
		price, hasPrice := variant.Attributes()["price"].(types.Float64)
		brackets, hasBrackets := variant.Attributes()["brackets"].(types.List)
		switch at := at.AtName(formula.name); {
		case variant.IsUnknown() || brackets.IsUnknown():
			t.unknownPath = at
		case hasPrice:
			t.prices = append(t.prices, term{at.AtName("price"), "price", format(price), "no such price"})
		case hasBrackets:
			t.addBrackets(at.AtName("brackets"), brackets, format)
		}
		if !variant.IsNull() {
			t.minQuantity = tfaccess.Attribute[types.Int64](variant, "min_quantity")
			t.maxQuantity = tfaccess.Attribute[types.Int64](variant, "max_quantity")
		}
	}
}

func (t *planTerms) addBrackets(at path.Path, brackets types.List, format func(types.Float64) string) {
	from := "1"
	for i, bracket := range objects(brackets) {
		end := tfaccess.Attribute[types.Int64](bracket, "max_quantity")
		price := format(tfaccess.Attribute[types.Float64](bracket, "price"))
		t.prices = append(t.prices,
			term{at.AtListIndex(i).AtName("price"), "quantities " + formatRange(from, end), price, "no such bracket"})
		from = unknownText
		if isKnown(end) {
			from = fmt.Sprint(end.ValueInt64() + 1)
		}
	}
}

const (
	activeLabel = "can be ordered"
	unknownText = "not known yet"
	orderDay    = "on the day of the order"
)

// formatValue returns a value without quotes or exponents.
func formatValue(value attr.Value) string {
	switch v := value.(type) {
	case types.Float64:
		if isKnown(v) {
			return decimal.ToJSON(v).String()
		}
	case types.Int64:
		if isKnown(v) {
			return fmt.Sprint(v.ValueInt64())
		}
	case types.String:
		if isKnown(v) {
			return v.ValueString()
		}
	}
	if value.IsUnknown() {
		return unknownText
	}
	return "none"
}

func formatPrice(price types.Float64, currency types.String) string {
	switch {
	case price.IsUnknown():
		return "an amount that is " + unknownText
	case currency.IsUnknown():
		return formatValue(price) + " in a currency that is " + unknownText
	}
	return formatValue(price) + " " + currency.ValueString()
}

// formatInterval returns how often a price is charged: once, every month, every 3 months.
func formatInterval(interval types.Object) string {
	if !interval.IsNull() {
		return "every " + strings.TrimPrefix(formatPeriod(interval), "1 ")
	}
	return "once"
}

// formatPeriod returns a length of time: 1 month, 14 days.
func formatPeriod(period types.Object) string {
	unit, length := tfaccess.Attribute[types.String](period, "unit"), tfaccess.Attribute[types.Int64](period, "length")
	switch {
	case period.IsUnknown() || unit.IsUnknown() || length.IsUnknown():
		return "period that is " + unknownText
	case length.ValueInt64() == 1:
		return "1 " + formatValue(unit)
	}
	return formatValue(length) + " " + formatValue(unit) + "s"
}

func formatSetupFee(setup types.Object, currency types.String) string {
	price := tfaccess.Attribute[types.Float64](setup, "price")
	switch {
	case setup.IsUnknown():
		return unknownText
	case setup.IsNull() || isKnown(price) && price.ValueFloat64() == 0:
		return "none"
	}
	return formatPrice(price, currency) + ", once"
}

func formatTrial(trial types.Object, currency types.String) string {
	if trial.IsUnknown() || trial.IsNull() {
		return formatValue(trial)
	}
	return formatPeriod(tfaccess.Attribute[types.Object](trial, "period")) + " for " +
		formatPrice(tfaccess.Attribute[types.Float64](trial, "price"), currency)
}

func formatBillingTiming(interval types.Object) string {
	switch timing := formatValue(tfaccess.Attribute[types.String](interval, "billing_timing")); timing {
	case prepaid:
		return "prepaid, when a service period begins"
	case postpaid:
		return "postpaid, when a service period ends"
	default:
		return timing
	}
}

func formatAnchor(interval types.Object) string {
	anchor := tfaccess.Attribute[types.Object](interval, "period_anchor_instruction")
	month, week := tfaccess.Attribute[types.Object](anchor, "day_of_month"), tfaccess.Attribute[types.Object](anchor, "day_of_week")
	year := tfaccess.Attribute[types.Object](anchor, "day_and_month_of_year")
	var text string
	var variant types.Object
	switch {
	case anchor.IsUnknown() || month.IsUnknown() || week.IsUnknown() || year.IsUnknown():
		return unknownText
	case !month.IsNull():
		variant = month
		text = "on day " + formatValue(tfaccess.Attribute[types.Int64](month, "day")) + " of the month"
	case !week.IsNull():
		variant = week
		text = "on " + formatValue(tfaccess.Attribute[types.String](week, "day")) + ", " +
			formatValue(tfaccess.Attribute[types.String](week, "week"))
	case !year.IsNull():
		variant = year
		text = "on day " + formatValue(tfaccess.Attribute[types.Int64](year, "day")) + " of month " +
			formatValue(tfaccess.Attribute[types.Int64](year, "month"))
	default:
		return orderDay
	}
	if time := tfaccess.Attribute[types.String](variant, "time"); !time.IsNull() {
		text += " at " + formatValue(time)
	}
	return text
}

func formatMeteredBilling(metered types.Object) string {
	if metered.IsUnknown() || metered.IsNull() {
		return formatValue(metered)
	}
	text := formatValue(tfaccess.Attribute[types.String](metered, "strategy"))
	switch text {
	case "sum":
		text = "the sum of the reported usage"
	case "last":
		text = "the last reported usage"
	}
	if minimum := tfaccess.Attribute[types.Float64](metered, "min"); !minimum.IsNull() {
		text += ", at least " + formatValue(minimum)
	}
	if maximum := tfaccess.Attribute[types.Float64](metered, "max"); !maximum.IsNull() {
		text += ", at most " + formatValue(maximum)
	}
	switch sticky := tfaccess.Attribute[types.Bool](metered, "sticky"); {
	case sticky.IsUnknown():
		text += "; the charge without a report is " + unknownText
	case sticky.ValueBool():
		text += "; without a report, the previous usage"
	}
	return text
}
