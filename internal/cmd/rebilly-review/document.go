package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A document is a review for people. Markdown and HTML are written from it.
type document struct {
	title    string
	notices  []string
	sections []section
}

type section struct {
	title, text string
	columns     []string
	rows        [][]cell
	// isCollapsed is true for details that most readers skip.
	isCollapsed bool
}

// A cell is a text of the program, or a value from the plan, which is not to be interpreted.
type cell struct {
	text    string
	isValue bool
}

func words(text string) cell { return cell{text: text} }
func value(text string) cell { return cell{text: text, isValue: text != ""} }
func optional(text *string) cell {
	if text == nil {
		return words("not set")
	}
	return value(*text)
}

// newDocument returns the document of a review.
func newDocument(r *review) document {
	d := document{title: "Rebilly review"}
	if !r.HasObjects {
		d.notices = append(d.notices, "This plan has no objects of the Rebilly provider.")
		return d
	}
	d.notices = append(d.notices, summary(r))
	switch {
	case r.HasErrored:
		d.notices = append(d.notices, "The Terraform plan ended with an error. This review shows only the changes before the error.")
	case !r.IsComplete:
		d.notices = append(d.notices, "The Terraform plan is a part of the configuration, because of -target or deferred changes. "+
			"Other changes will follow.")
	}
	for _, s := range []section{
		gateSection(r), priceSection(r), costSection(r), newPriceSection(r), couponSection(r), checkoutSection(r), endSection(r),
		rightSection(r), driftSection(r), unknownSection(r), moveSection(r), attributeSection(r),
	} {
		if len(s.rows) > 0 {
			d.sections = append(d.sections, s)
		}
	}
	return d
}

func summary(r *review) string {
	var parts []string
	for _, count := range []struct{ action, text string }{
		{actionCreate, "to create"}, {actionUpdate, "to change"}, {actionReplace, "to replace"}, {actionDestroy, "to destroy"},
		{actionForget, "to forget"}, {"import", "to import"},
	} {
		if n := r.Counts[count.action]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, count.text))
		}
	}
	if len(parts) == 0 {
		return fmt.Sprintf("No object of Rebilly changes; %d unchanged.", r.Counts[actionNone])
	}
	return strings.Join(parts, ", ") + "."
}

func gateSection(r *review) section {
	s := section{title: "Gates", columns: []string{"Gate", "Result", "Object", "Why"}}
	for _, gate := range r.Gates {
		if gate.IsPassed {
			s.rows = append(s.rows, []cell{value(gate.Gate), words("passed"), words(""), words("")})
		}
		for _, v := range gate.Violations {
			s.rows = append(s.rows, []cell{value(gate.Gate), words("failed"), value(v.Address), value(v.Text)})
		}
	}
	return s
}

// terms calls a function for each term of the objects that a condition selects.
func terms(r *review, selects func(objectChange) bool, add func(objectChange, termChange)) {
	for _, change := range r.Changes {
		if !selects(change) {
			continue
		}
		for _, term := range slices.Concat(change.Prices, change.Terms) {
			add(change, term)
		}
	}
}

func isCoupon(change objectChange) bool { return change.Type == "rebilly_coupon" }

func priceSection(r *review) section {
	s := section{title: "Prices and terms", columns: []string{"Object", "Term", "Before", "After", "Change"}}
	var effects []string
	terms(r, func(c objectChange) bool { return !isCoupon(c) && c.Action != actionCreate }, func(change objectChange, term termChange) {
		if !slices.Contains(effects, change.effect) {
			effects = append(effects, change.effect)
		}
		s.rows = append(s.rows, []cell{
			value(label(change)), words(strings.TrimSuffix(term.Label+", "+term.Terms, ", ")), value(term.Before), value(term.After),
			words(term.percentText),
		})
	})
	s.text = strings.TrimSpace(strings.Join(effects, " "))
	return s
}

func costSection(r *review) section {
	s := section{title: "What tiers cost", columns: []string{"Billing plan", "Units", "Before", "After", "Change"}}
	for _, change := range r.Changes {
		if !change.isTiered {
			continue
		}
		for _, cost := range change.Costs {
			before := value(cost.Before)
			if change.Action == actionCreate {
				before = words("new")
			}
			s.rows = append(s.rows, []cell{
				value(label(change)), words(formatCount(cost.Quantity)), before, value(cost.After), words(cost.percentText),
			})
		}
	}
	return s
}

func formatCount(n int64) string {
	const thousand = 1000
	if n < thousand {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", formatCount(n/thousand), n%thousand)
}

func newPriceSection(r *review) section {
	s := section{title: "New prices", columns: []string{"Object", "Term", "Value"}}
	terms(r, func(c objectChange) bool { return !isCoupon(c) && c.Action == actionCreate }, func(change objectChange, term termChange) {
		s.rows = append(s.rows, []cell{
			value(label(change)), words(strings.TrimSuffix(term.Label+", "+term.Terms, ", ")), value(term.After),
		})
	})
	return s
}

func couponSection(r *review) section {
	s := section{
		title:   "Coupons",
		text:    "Rebilly may reject changes to a coupon that was redeemed. An expired code can never be used again.",
		columns: []string{"Coupon", "Term", "Before", "After", "Change"},
	}
	terms(r, isCoupon, func(change objectChange, term termChange) {
		before := value(term.Before)
		if change.Action == actionCreate {
			before = words("new")
		}
		s.rows = append(s.rows, []cell{
			value(label(change)), words(term.Label), before, value(term.After), words(term.percentText),
		})
	})
	return s
}

func checkoutSection(r *review) section {
	s := section{title: "Checkouts", columns: []string{"Checkout", "Why it changes"}}
	for _, checkout := range r.Checkouts {
		for _, reason := range checkout.Reasons {
			s.rows = append(s.rows, []cell{value(checkout.Address), value(reason)})
		}
	}
	return s
}

func endSection(r *review) section {
	s := section{title: "Destroyed and replaced", columns: []string{"Object", "Address", "What happens", "Why"}}
	for _, change := range r.Changes {
		var what string
		switch change.Action {
		case actionDestroy:
			what = change.Outcome
		case actionReplace:
			what = "replaced; the previous one is " + change.Outcome
		case actionForget:
			what = "removed from the state, stays in Rebilly"
		default:
			continue
		}
		if change.Outcome == outcomeKept {
			what += " in Rebilly"
		}
		if change.IsDeposed {
			what += " (left by an earlier replacement)"
		}
		why := words(reasons[change.Reason])
		if len(change.ReplacedBecause) > 0 {
			why = value(strings.Join(change.ReplacedBecause, ", "))
		}
		s.rows = append(s.rows, []cell{value(label(change)), value(change.Address), words(what), why})
	}
	return s
}

// reasons are the action reasons of Terraform and OpenTofu.
var reasons = map[string]string{
	"replace_because_tainted":             "marked as tainted",
	"replace_by_request":                  "requested with -replace",
	"replace_by_triggers":                 "replace_triggered_by",
	"delete_because_no_resource_config":   "the resource block was removed",
	"delete_because_wrong_repetition":     "count or for_each was added or removed",
	"delete_because_count_index":          "count was reduced",
	"delete_because_each_key":             "the key was removed from for_each",
	"delete_because_no_module":            "the module was removed",
	"delete_because_no_move_target":       "moved to an address without a resource block",
	"delete_because_enabled_false":        "enabled is false",
	"delete_because_exceeded_dynamic_key": "the key was removed",
}

func rightSection(r *review) section {
	s := section{title: "Rights", columns: []string{"Object", "Gains", "Loses"}}
	for _, change := range r.Changes {
		if change.Rights != nil {
			s.rows = append(s.rows, []cell{
				value(label(change)), value(list(change.Rights.Added)), value(list(change.Rights.Removed)),
			})
		}
	}
	return s
}

// list returns the first 20 of some texts.
func list(texts []string) string {
	const limit = 20
	if len(texts) > limit {
		return strings.Join(texts[:limit], ", ") + fmt.Sprintf(" and %d more", len(texts)-limit)
	}
	return strings.Join(texts, ", ")
}

func driftSection(r *review) section {
	s := section{
		title:   "Changed outside Terraform",
		text:    "Somebody changed these objects since the last apply. The tables above compare with the values in Rebilly.",
		columns: []string{"Object", "Attribute", "Last apply", "Now"},
	}
	for _, change := range r.Drift {
		if change.Action == actionDestroy {
			s.rows = append(s.rows, []cell{value(label(change)), words(""), words("existed"), words("no longer exists")})
		}
		described := map[string]bool{}
		for _, term := range slices.Concat(change.Prices, change.Terms) {
			described[term.Path] = true
			s.rows = append(s.rows, []cell{
				value(label(change)), words(strings.TrimSuffix(term.Label+", "+term.Terms, ", ")), value(term.Before), value(term.After),
			})
		}
		for _, attribute := range change.Attributes {
			if !isDescribed(described, attribute.Path) {
				s.rows = append(s.rows, []cell{
					value(label(change)), value(attribute.Path), optional(attribute.Before), optional(attribute.After),
				})
			}
		}
	}
	return s
}

// isDescribed reports whether an attribute is a part of a term.
func isDescribed(terms map[string]bool, attribute string) bool {
	for term := range maps.Keys(terms) {
		if attribute == term || strings.HasPrefix(attribute, term+".") {
			return true
		}
	}
	return false
}

func unknownSection(r *review) section {
	s := section{title: "Known only after the apply", columns: []string{"Object", "Attribute"}}
	for _, change := range r.Changes {
		for _, path := range change.Unknown {
			s.rows = append(s.rows, []cell{value(label(change)), value(path)})
		}
	}
	return s
}

func moveSection(r *review) section {
	s := section{title: "Imported and moved", columns: []string{"Object", "Address", "From"}}
	for _, change := range r.Changes {
		switch {
		case change.IsImport:
			s.rows = append(s.rows, []cell{value(label(change)), value(change.Address), words("imported")})
		case change.PreviousAddress != "":
			s.rows = append(s.rows, []cell{value(label(change)), value(change.Address), value(change.PreviousAddress)})
		}
	}
	return s
}

func attributeSection(r *review) section {
	s := section{
		title: "All changed attributes", columns: []string{"Object", "Attribute", "Before", "After"}, isCollapsed: true,
	}
	for _, change := range r.Changes {
		if change.Action != actionUpdate && change.Action != actionReplace {
			continue
		}
		for _, attribute := range change.Attributes {
			s.rows = append(s.rows, []cell{
				value(label(change)), value(attribute.Path), optional(attribute.Before), optional(attribute.After),
			})
		}
	}
	return s
}
