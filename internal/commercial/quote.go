package commercial

import (
	"errors"
	"fmt"
	"math/big"
)

// Quote returns what a customer pays for a quantity, without taxes and discounts, or an error if the quantity cannot be ordered. pricing is
// that of a billing plan.
func Quote(pricing map[string]any, quantity int64) (*big.Rat, error) {
	var t terms
	t.readPrices(pricing)
	if t.formula == "" {
		return nil, errors.New("the pricing has no formula")
	}
	if quantity < 1 {
		return nil, fmt.Errorf("a quantity of %d cannot be ordered: it must be at least 1", quantity)
	}
	total, reason := t.cost(quantity)
	switch {
	case reason == notOrderable:
		return nil, fmt.Errorf("a quantity of %d cannot be ordered: the billing plan allows %s", quantity, t.orderable())
	case total == nil:
		return nil, errors.New("a price is " + reason)
	}
	return total, nil
}

// orderable returns the range of quantities that have a price and can be ordered.
func (t terms) orderable() string {
	first := int64(1)
	if minimum, ok := integer(t.minQuantity); ok {
		first = minimum
	}
	if maximum, ok := integer(t.maxQuantity); ok {
		return fmt.Sprintf("%d to %d", first, maximum)
	}
	if n := len(t.tiers); n > 0 && t.tiers[n-1].last > 0 {
		return fmt.Sprintf("%d to %d", first, t.tiers[n-1].last)
	}
	return fmt.Sprintf("at least %d", first)
}
