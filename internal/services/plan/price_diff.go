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
)

// termChanges warns of a plan whose commercial terms change, in words that somebody in finance can check. That existing
// subscriptions keep their terms follows from what the API definition says of a plan's revision; it is not said there.
func termChanges(ctx context.Context, state tfsdk.State, planned tfsdk.Plan) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	was, next := offerOf(ctx, state, &diagnostics), offerOf(ctx, planned, &diagnostics)
	changes := was.changes(next)
	if len(changes) == 0 || diagnostics.HasError() {
		return diagnostics
	}
	var id, name types.String
	diagnostics.Append(state.GetAttribute(ctx, path.Root("id"), &id)...)
	diagnostics.Append(state.GetAttribute(ctx, path.Root("name"), &name)...)
	effect := "Orders that are made after the apply get the new terms. A subscription that exists already holds a copy of the plan with a revision of its own, and so should keep the old ones"
	if changes[0].label == active && !next.active.IsUnknown() {
		effect = "Nobody can order it after the apply. A subscription that exists already holds a copy of the plan with a revision of its own, and so should go on"
	}
	lines := make([]string, len(changes))
	for i, change := range changes {
		lines[i] = "  * " + change.label + ": " + change.value
	}
	diagnostics.AddAttributeWarning(changes[0].at, "The commercial terms of a plan change", fmt.Sprintf(
		"Plan %q (%s):\n%s\n\n%s: Rebilly's API definition implies this, but does not promise it.", name.ValueString(), id.ValueString(), strings.Join(lines, "\n"), effect))
	return diagnostics
}

// A term is something that a customer agrees to, in words. Terms of the same label are compared.
type term struct {
	at           path.Path
	label, value string
	// absentValue is what there is where the plan has no such term.
	absentValue string
}

// planTerms is what a version of a plan says to a customer.
type planTerms struct {
	identity, prices, others []term
	// unknownPath are the prices that are not known yet, if there are any.
	unknownPath     path.Path
	active          types.Bool
	least, greatest types.Int64
}

// changes are the terms that differ, each saying how.
func (was planTerms) changes(next planTerms) []term {
	var changes []term
	add := func(at path.Path, label, before, after string) {
		if before != after {
			changes = append(changes, term{at: at, label: label, value: before + " → " + after})
		}
	}
	before, after := slices.Concat(was.identity, was.prices, was.others), slices.Concat(next.identity, next.prices, next.others)
	if len(next.unknownPath.Steps()) > 0 {
		add(next.unknownPath, "prices", all(was.prices), notKnown)
		before, after = slices.Concat(was.identity, was.others), slices.Concat(next.identity, next.others)
	}
	for _, old := range before {
		if fresh, ok := find(after, old.label); ok {
			add(fresh.at, fresh.label, old.value, fresh.value)
		} else {
			add(old.at, old.label, old.value, old.absentValue)
		}
	}
	for _, fresh := range after {
		if _, ok := find(before, fresh.label); !ok {
			add(fresh.at, fresh.label, fresh.absentValue, fresh.value)
		}
	}
	if next.reducesQuantityRange(was) {
		add(path.Root("pricing"), "quantities that can be ordered", was.quantities(), next.quantities())
	}
	if was.active.ValueBool() && !next.active.ValueBool() {
		after := "no"
		if next.active.IsUnknown() {
			after = notKnown
		}
		add(path.Root("is_active"), active, "yes", after)
	}
	return changes
}

func find(terms []term, label string) (term, bool) {
	at := slices.IndexFunc(terms, func(t term) bool { return t.label == label })
	if at < 0 {
		return term{}, false
	}
	return terms[at], true
}

func all(terms []term) string {
	texts := make([]string, len(terms))
	for i, t := range terms {
		texts[i] = t.label + " " + t.value
	}
	if len(texts) == 0 {
		return "none"
	}
	return strings.Join(texts, "; ")
}

// reducesQuantityRange tells that some quantity which could be ordered before cannot be any more, or perhaps not.
func (next planTerms) reducesQuantityRange(was planTerms) bool {
	return next.least.IsUnknown() || next.greatest.IsUnknown() || next.least.ValueInt64() > max(was.least.ValueInt64(), 1) ||
		!next.greatest.IsNull() && (was.greatest.IsNull() || next.greatest.ValueInt64() < was.greatest.ValueInt64())
}

func (next planTerms) quantities() string {
	least := "1"
	if !next.least.IsNull() {
		least = formatValue(next.least)
	}
	return upTo(least, next.greatest)
}

func upTo(least string, greatest types.Int64) string {
	if greatest.IsNull() {
		return least + " and more"
	}
	return least + " to " + formatValue(greatest)
}

func offerOf(ctx context.Context, from interface {
	GetAttribute(ctx context.Context, at path.Path, target any) diag.Diagnostics
}, diagnostics *diag.Diagnostics) planTerms {
	var product, currency types.String
	var pricing, setup, trial, interval, metered types.Object
	var o planTerms
	for name, target := range map[string]any{
		"product_id": &product, "currency": &currency, "pricing": &pricing, "setup": &setup, "trial": &trial,
		"recurring_interval": &interval, "metered_billing": &metered, "is_active": &o.active,
	} {
		diagnostics.Append(from.GetAttribute(ctx, path.Root(name), target)...)
	}
	o.identity = []term{{path.Root("product_id"), "product", formatValue(product), ""}, {path.Root("currency"), "currency", formatValue(currency), ""}}
	o.price(pricing, currency, formatInterval(interval))
	say := func(at path.Path, label, says, without string) {
		o.others = append(o.others, term{at, label, says, without})
	}
	say(path.Root("setup"), "setup fee", setupFee(setup, currency), "")
	say(path.Root("trial"), "trial", trialTerms(trial, currency), "")
	if at := path.Root("recurring_interval"); isKnown(interval) {
		limit := "without end"
		if value := interval.Attributes()["limit"]; !value.IsNull() {
			limit = formatValue(value)
		}
		say(at.AtName("limit"), "number of invoices", limit, "without end")
		say(at.AtName("billing_timing"), "billing", formatBillingTiming(interval), "with the order")
		say(at.AtName("period_anchor_instruction"), "service periods begin", anchor(interval), orderDay)
	}
	say(path.Root("metered_billing"), "metered billing", usage(metered), "")
	return o
}

// price adds the prices of a formula. Each says for what it is and how often it is charged.
func (o *planTerms) price(pricing types.Object, currency types.String, often string) {
	at := path.Root("pricing")
	if pricing.IsUnknown() {
		o.unknownPath = at
	}
	for _, formula := range []struct{ name, each string }{
		{"fixed_fee", "for any quantity"},
		{"flat_rate", "per unit"},
		{"stairstep", "for the whole step"},
		{"tiered", "per unit in this range"},
		{"volume", "per unit, for all units"},
	} {
		of := member(pricing, formula.name)
		says := func(price attr.Value) string {
			return money(price, currency) + " " + formula.each + ", " + often
		}
		brackets, bracketed := of.Attributes()["brackets"].(types.List)
		price, priced := of.Attributes()["price"]
		switch inside := at.AtName(formula.name); {
		case of.IsUnknown() || brackets.IsUnknown():
			o.unknownPath = inside
		case priced:
			o.prices = append(o.prices, term{inside.AtName("price"), "price", says(price), "no such price"})
		case bracketed:
			o.brackets(inside.AtName("brackets"), brackets, says)
		}
		if !of.IsNull() {
			o.least, _ = of.Attributes()["min_quantity"].(types.Int64)
			o.greatest, _ = of.Attributes()["max_quantity"].(types.Int64)
		}
	}
}

func (o *planTerms) brackets(at path.Path, brackets types.List, says func(attr.Value) string) {
	from := "1"
	for i, element := range brackets.Elements() {
		bracket, _ := element.(types.Object)
		end, _ := bracket.Attributes()["max_quantity"].(types.Int64)
		o.prices = append(o.prices, term{at.AtListIndex(i).AtName("price"), "quantities " + upTo(from, end), says(bracket.Attributes()["price"]), "no such bracket"})
		if from = "after that"; isKnown(end) {
			from = fmt.Sprint(end.ValueInt64() + 1)
		}
	}
}

const (
	active   = "can be ordered"
	notKnown = "not known yet"
	orderDay = "on the day of the order"
)

// formatValue are a value as a person writes it.
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
	if value != nil && value.IsUnknown() {
		return notKnown
	}
	return "none"
}

func money(price attr.Value, currency types.String) string {
	switch {
	case price.IsUnknown():
		return "an amount that is " + notKnown
	case currency.IsUnknown():
		return formatValue(price) + " of a currency that is " + notKnown
	}
	return formatValue(price) + " " + currency.ValueString()
}

func member(of types.Object, name string) types.Object {
	object, _ := of.Attributes()[name].(types.Object)
	return object
}

// formatInterval says how often a price is charged.
func formatInterval(interval types.Object) string {
	if !interval.IsNull() {
		return "every " + strings.TrimPrefix(formatPeriod(interval), "1 ")
	}
	return "once"
}

// formatPeriod is a length of time: 1 month, 14 days.
func formatPeriod(of types.Object) string {
	unit, length := of.Attributes()["unit"], of.Attributes()["length"]
	switch {
	case of.IsUnknown() || unit.IsUnknown() || length.IsUnknown():
		return "period that is " + notKnown
	case formatValue(length) == "1":
		return "1 " + formatValue(unit)
	}
	return formatValue(length) + " " + formatValue(unit) + "s"
}

func setupFee(setup types.Object, currency types.String) string {
	price, _ := setup.Attributes()["price"].(types.Float64)
	switch {
	case setup.IsUnknown():
		return notKnown
	case setup.IsNull() || isKnown(price) && price.ValueFloat64() == 0:
		return "none"
	}
	return money(price, currency) + ", once"
}

func trialTerms(trial types.Object, currency types.String) string {
	if trial.IsUnknown() || trial.IsNull() {
		return formatValue(trial)
	}
	return formatPeriod(member(trial, "period")) + " for " + money(trial.Attributes()["price"], currency)
}

func formatBillingTiming(interval types.Object) string {
	switch t := formatValue(interval.Attributes()["billing_timing"]); t {
	case prepaid:
		return "prepaid, when a service period begins"
	case postpaid:
		return "postpaid, when a service period ends"
	default:
		return t
	}
}

func anchor(interval types.Object) string {
	anchor := member(interval, "period_anchor_instruction")
	month, week, year := member(anchor, "day_of_month"), member(anchor, "day_of_week"), member(anchor, "day_and_month_of_year")
	var says string
	var of types.Object
	switch {
	case anchor.IsUnknown() || month.IsUnknown() || week.IsUnknown() || year.IsUnknown():
		return notKnown
	case !month.IsNull():
		says, of = "on day "+formatValue(month.Attributes()["day"])+" of the month", month
	case !week.IsNull():
		says, of = "on "+formatValue(week.Attributes()["day"])+", "+formatValue(week.Attributes()["week"]), week
	case !year.IsNull():
		says, of = "on day "+formatValue(year.Attributes()["day"])+" of month "+formatValue(year.Attributes()["month"]), year
	default:
		return orderDay
	}
	if time := of.Attributes()["time"]; !time.IsNull() {
		says += " at " + formatValue(time)
	}
	return says
}

func usage(metered types.Object) string {
	if metered.IsUnknown() || metered.IsNull() {
		return formatValue(metered)
	}
	says := formatValue(metered.Attributes()["strategy"])
	switch says {
	case "sum":
		says = "the sum of the reported usage"
	case "last":
		says = "the last reported usage"
	}
	if least := metered.Attributes()["min"]; !least.IsNull() {
		says += ", at least " + formatValue(least)
	}
	if greatest := metered.Attributes()["max"]; !greatest.IsNull() {
		says += ", at most " + formatValue(greatest)
	}
	switch sticky, _ := metered.Attributes()["sticky"].(types.Bool); {
	case sticky.IsUnknown():
		says += "; what is charged without a report is " + notKnown
	case sticky.ValueBool():
		says += "; without a report, the one before"
	}
	return says
}
