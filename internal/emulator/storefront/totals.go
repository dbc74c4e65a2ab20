package storefront

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// selectedItem is a billing plan with a quantity.
type selectedItem struct {
	plan     schema.Document
	quantity json.Number
}

// line is a line item of a purchase. Its price is the unit price times the quantity, exactly.
type line struct {
	plan        schema.Document
	description string
	unit        *big.Rat
	quantity    *big.Rat
}

func (l line) price() *big.Rat { return new(big.Rat).Mul(l.unit, l.quantity) }

// items reads the items of a body and adds the invalid ones.
func (c *call) items(body schema.Document, invalid *schema.InvalidFields) (items []selectedItem, currency string) {
	elements, _ := body["items"].([]any)
	for i, element := range elements {
		entry, _ := element.(schema.Document)
		at := fmt.Sprintf("items.%d", i)
		plan, ok := c.store.Object("plans", schema.TextOf(entry["planId"]))
		quantity, _ := entry["quantity"].(json.Number)
		switch {
		case !ok || plan["isActive"] == false:
			invalid.Add(at+".planId", "There is no active plan with this ID.")
		case strings.HasPrefix(quantity.String(), "-"):
			invalid.Add(at+".quantity", schema.ShouldBe("0 or more"))
		case currency != "" && plan["currency"] != currency:
			invalid.Add(at+".planId", "The plans have different currencies.")
		default:
			currency = schema.TextOf(plan["currency"])
			items = append(items, selectedItem{plan, quantity})
		}
	}
	return items, currency
}

// firstLines returns the lines that are due at the purchase of a billing plan: its setup price, and its trial or, unless it is postpaid,
// its first period.
func firstLines(c selectedItem) ([]line, error) {
	var lines []line
	if setup := schema.Child(c.plan, "setup"); setup != nil {
		lines = append(lines, line{c.plan, "Setup", rational(setup["price"]), one()})
	}
	if trial := schema.Child(c.plan, "trial"); trial != nil {
		return append(lines, line{c.plan, "Trial", rational(trial["price"]), one()}), nil
	}
	if schema.Child(c.plan, "recurringInterval")["billingTiming"] == "postpaid" {
		return lines, nil
	}
	priced, err := priceLines(c)
	return append(lines, priced...), err
}

// priceLines returns the lines for a quantity by the formula of the billing plan. A price that is not per unit has the quantity 1.
func priceLines(c selectedItem) ([]line, error) {
	pricing := schema.Child(c.plan, "pricing")
	quantity := rational(c.quantity)
	name := schema.TextOf(c.plan["name"])
	for limit, sign := range map[string]int{"minQuantity": -1, "maxQuantity": 1} {
		if bound, ok := pricing[limit].(json.Number); ok && quantity.Cmp(rational(bound)) == sign {
			return nil, fmt.Errorf("the plan's %s is %s", limit, bound)
		}
	}
	switch pricing["formula"] {
	case "fixed-fee":
		return []line{{c.plan, name, rational(pricing["price"]), one()}}, nil
	case "flat-rate":
		return []line{{c.plan, name, rational(pricing["price"]), quantity}}, nil
	}
	brackets, _ := pricing["brackets"].([]any)
	var lines []line
	reached := new(big.Rat)
	for _, element := range brackets {
		bracket, _ := element.(schema.Document)
		price := rational(bracket["price"])
		bound, bounded := bracket["maxQuantity"].(json.Number)
		holds := !bounded || quantity.Cmp(rational(bound)) <= 0
		switch {
		case pricing["formula"] == "tiered":
			upTo := quantity
			if !holds {
				upTo = rational(bound)
			}
			lines = append(lines, line{c.plan, name, price, new(big.Rat).Sub(upTo, reached)})
			reached = upTo
			if holds {
				return lines, nil
			}
		case holds && pricing["formula"] == "volume":
			return []line{{c.plan, name, price, quantity}}, nil
		case holds:
			return []line{{c.plan, name, price, one()}}, nil
		}
	}
	return nil, fmt.Errorf("the plan has no price for a quantity of %s", c.quantity)
}

func sum(lines []line) *big.Rat {
	total := new(big.Rat)
	for _, l := range lines {
		total.Add(total, l.price())
	}
	return total
}

func one() *big.Rat { return big.NewRat(1, 1) }

// rational converts a JSON number exactly. Any other value is 0.
func rational(value any) *big.Rat {
	number, _ := value.(json.Number)
	exact, ok := new(big.Rat).SetString(number.String())
	if !ok {
		return new(big.Rat)
	}
	return exact
}

// digits is more than prices can need: products and sums of decimals are decimals.
const digits = 40

// literal returns a rational number as the shortest decimal.
func literal(r *big.Rat) json.Number {
	text := r.FloatString(digits)
	return json.Number(strings.TrimSuffix(strings.TrimRight(text, "0"), "."))
}
