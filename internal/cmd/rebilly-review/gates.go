package main

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
)

// A gate is a condition on a plan under which the program fails.
type gate struct {
	// text is the gate as it was written, such as price-decrease>20%.
	text, name string
	// bound is the greatest change in percent that passes.
	bound *big.Rat
}

// A gateResult is what a gate found.
type gateResult struct {
	Gate       string      `json:"gate"`
	IsPassed   bool        `json:"passed"`
	Violations []violation `json:"violations"`
}

type violation struct {
	Address string `json:"address"`
	Text    string `json:"text"`
}

const (
	gatePriceDecrease = "price-decrease"
	gatePriceIncrease = "price-increase"
	gateCheckout      = "checkout"
	gateDrift         = "drift"
)

// gateDescriptions are all gates, in the order of the help.
var gateDescriptions = []struct{ name, description string }{
	{gatePriceDecrease, "a price falls; price-decrease>20% fails only above 20 percent"},
	{gatePriceIncrease, "a price rises; price-increase>20% fails only above 20 percent"},
	{"price-not-comparable", "a price is unknown, sensitive, in a different currency, or charged differently"},
	{"coupon-widened", "a coupon discounts more, or more customers can redeem it"},
	{"deactivate", "a billing plan can no longer be ordered"},
	{"disable", "a custom field is disabled"},
	{"destroy", "an object is deleted, deactivated, disabled, expired, reset or replaced"},
	{"rights-widened", "a key or role is new, or may do more or from more addresses"},
	{gateCheckout, "a checkout page or its billing plans change"},
	{gateDrift, "an object was changed outside Terraform"},
	{"unknown", "a value is only known after the apply"},
}

func gateNames() []string {
	names := make([]string, len(gateDescriptions))
	for i, g := range gateDescriptions {
		names[i] = g.name
	}
	return names
}

// parseGates reads a list such as "destroy,price-decrease>20%".
func parseGates(list string) ([]gate, error) {
	var gates []gate
	for text := range strings.SplitSeq(list, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		name, bound, hasBound := strings.Cut(text, ">")
		g := gate{text: text, name: name}
		if !slices.Contains(gateNames(), name) {
			return nil, fmt.Errorf("-fail-on: there is no gate %q; the gates are %s", name, strings.Join(gateNames(), ", "))
		}
		if hasBound {
			if name != gatePriceDecrease && name != gatePriceIncrease {
				return nil, fmt.Errorf("-fail-on: the gate %q has no bound", name)
			}
			percent, ok := new(big.Rat).SetString(strings.TrimSuffix(bound, "%"))
			if !ok || percent.Sign() < 0 || strings.ContainsAny(bound, "eEpPxX_/") {
				return nil, fmt.Errorf("-fail-on: the bound of %q must be a percentage such as %s>20%%", text, name)
			}
			g.bound = percent
		}
		gates = append(gates, g)
	}
	return gates, nil
}

// check returns what a gate finds in a review.
func (g gate) check(r *review) gateResult {
	result := gateResult{Gate: g.text, Violations: []violation{}}
	for _, change := range r.Changes {
		for _, text := range g.violations(change) {
			result.Violations = append(result.Violations, violation{change.Address, text})
		}
	}
	switch g.name {
	case gateDrift:
		for _, change := range r.Drift {
			result.Violations = append(result.Violations, violation{change.Address, "changed outside Terraform"})
		}
	case gateCheckout:
		for _, checkout := range r.Checkouts {
			for _, reason := range checkout.Reasons {
				result.Violations = append(result.Violations, violation{checkout.Address, reason})
			}
		}
	}
	result.IsPassed = len(result.Violations) == 0
	return result
}

// violations returns why a change violates the gate.
func (g gate) violations(change objectChange) []string {
	switch g.name {
	case gatePriceDecrease:
		return g.exceeding(change, change.decrease, "falls by")
	case gatePriceIncrease:
		return g.exceeding(change, change.increase, "rises by")
	case "price-not-comparable":
		if change.Action == actionCreate {
			return hiddenPrices(change)
		}
		return incomparablePrices(change)
	case "coupon-widened":
		return change.Widened
	case "deactivate":
		return endings(change, commercial.Active, "deactivated")
	case "disable":
		return endings(change, commercial.Enabled, "disabled")
	case "destroy":
		return destructions(change)
	case "rights-widened":
		if change.Rights != nil && change.Rights.IsWidened {
			return []string{"gains: " + strings.Join(change.Rights.Added, ", ")}
		}
	case "unknown":
		return change.Unknown
	}
	return nil
}

// incomparablePrices returns the prices of a changed object that cannot be compared with the previous ones.
func incomparablePrices(change objectChange) []string {
	var texts []string
	for _, price := range change.Prices {
		if !price.IsComparable {
			texts = append(texts, fmt.Sprintf("%s: %s → %s", price.Label, price.Before, price.After))
		}
	}
	return texts
}

// endings returns how an object can no longer be used: by an update of a term that was true, or with an outcome of its destruction.
func endings(change objectChange, label, outcome string) []string {
	var texts []string
	for _, term := range change.Terms {
		if term.Label == label && term.Before == "yes" {
			texts = append(texts, fmt.Sprintf("%s: %s → %s", term.Label, term.Before, term.After))
		}
	}
	if change.Outcome == outcome {
		texts = append(texts, change.Outcome)
	}
	return texts
}

// destructions returns what happens to an object that is destroyed or replaced.
func destructions(change objectChange) []string {
	switch change.Action {
	case actionDestroy:
		if change.Outcome == outcomeKept {
			return nil
		}
		return []string{change.Outcome}
	case actionReplace:
		return []string{"replaced; the previous one is " + change.Outcome}
	}
	return nil
}

// hiddenPrices returns the prices of a new object that cannot be reviewed.
func hiddenPrices(change objectChange) []string {
	var texts []string
	for _, price := range change.Prices {
		for _, mark := range []string{string(commercial.Unknown), string(commercial.Sensitive)} {
			if strings.Contains(price.After, mark) {
				texts = append(texts, price.Label+": "+price.After)
			}
		}
	}
	return texts
}

// exceeding returns the prices that change by more than the bound in the direction of the greatest change. If only the cost of a quantity
// does, it returns how much.
func (g gate) exceeding(change objectChange, greatest *big.Rat, verb string) []string {
	if !g.exceeds(greatest) {
		return nil
	}
	var texts []string
	for _, price := range change.Prices {
		if price.change != nil && price.change.Sign() == greatest.Sign() && g.exceeds(price.change) {
			texts = append(texts, fmt.Sprintf("%s: %s → %s", price.Label, price.Before, price.After))
		}
	}
	if len(texts) == 0 {
		texts = append(texts, "the cost of a quantity "+verb+" "+strings.TrimLeft(commercial.FormatPercent(greatest), "+-"))
	}
	return texts
}

func (g gate) exceeds(percent *big.Rat) bool {
	return percent != nil && (g.bound == nil || new(big.Rat).Abs(percent).Cmp(g.bound) > 0)
}
