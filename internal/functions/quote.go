package functions

import (
	"context"
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
	"github.com/rebilly/terraform-provider-rebilly/internal/dynamicvalue"
)

func quoteFunction() *pureFunction {
	return &pureFunction{
		name: "quote",
		definition: function.Definition{
			Summary: "Calculates what a quantity costs",
			MarkdownDescription: "Returns what a customer pays for a quantity of a billing plan in one interval, in the plan's currency, without " +
				"taxes, discounts, setup fee and trial. The result is an exact decimal. A quantity that cannot be ordered is an error.",
			Parameters: []function.Parameter{
				function.DynamicParameter{
					Name: "pricing",
					MarkdownDescription: "Pricing of a billing plan, as in the attribute `pricing` of `rebilly_plan`: exactly one of `fixed_fee`, " +
						"`flat_rate`, `stairstep`, `tiered` and `volume`.",
				},
				// The framework reports a fraction for an Int64Parameter as a fault of the provider.
				function.NumberParameter{Name: "quantity", MarkdownDescription: "Quantity, a whole number from 1 to 1,000,000,000."},
			},
			Return: function.NumberReturn{},
		},
		run: func(ctx context.Context, arguments function.ArgumentsData) (attr.Value, *function.FuncError) {
			var argument types.Dynamic
			var number *big.Float
			if failure := arguments.Get(ctx, &argument, &number); failure != nil {
				return nil, failure
			}
			pricing, err := pricingOf(ctx, argument)
			if err != nil {
				return nil, function.NewArgumentFuncError(0, err.Error())
			}
			quantity, err := orderQuantity(number)
			if err != nil {
				return nil, invalid(1, err.Error())
			}
			total, err := commercial.Quote(pricing, quantity)
			if err != nil {
				return nil, invalid(1, err.Error())
			}
			// 512 bits are Terraform's precision of numbers.
			return types.NumberValue(new(big.Float).SetPrec(512).SetRat(total)), nil
		},
	}
}

// maxOrderQuantity is the greatest quantity of an item of an order, maxQuantity that of a limit of a billing plan.
const (
	maxOrderQuantity = 1_000_000_000
	maxQuantity      = 999_999_999
)

// orderQuantity returns a number as a quantity, or an error if it is a fraction or too large.
func orderQuantity(number *big.Float) (int64, error) {
	problem := ""
	switch {
	case !number.IsInt():
		problem = "a whole number"
	case number.Cmp(big.NewFloat(maxOrderQuantity)) > 0:
		problem = fmt.Sprintf("at most %d", maxOrderQuantity)
	default:
		quantity, _ := number.Int64()
		return quantity, nil
	}
	return 0, fmt.Errorf("a quantity of %s cannot be ordered: it must be %s", number.Text('f', -1), problem)
}

// pricingType is the type of the attribute pricing of a billing plan.
var pricingType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"fixed_fee": types.ObjectType{AttrTypes: map[string]attr.Type{"price": types.NumberType}},
	"flat_rate": types.ObjectType{AttrTypes: map[string]attr.Type{
		"price": types.NumberType, "min_quantity": types.NumberType, "max_quantity": types.NumberType,
	}},
	"stairstep": bracketsType,
	"tiered":    bracketsType,
	"volume":    bracketsType,
}}

var bracketsType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"brackets": types.ListType{ElemType: types.ObjectType{AttrTypes: map[string]attr.Type{
		"price": types.NumberType, "max_quantity": types.NumberType,
	}}},
	"min_quantity": types.NumberType,
}}

// pricingOf returns a valid pricing, or an error.
func pricingOf(ctx context.Context, argument types.Dynamic) (map[string]any, error) {
	given, err := argument.ToTerraformValue(ctx)
	if err != nil {
		return nil, err
	}
	converted, err := convert(given, pricingType.TerraformType(ctx), "")
	if err != nil {
		return nil, err
	}
	value, err := pricingType.ValueFromTerraform(ctx, converted)
	if err != nil {
		return nil, err
	}
	pricing := map[string]any{}
	object, _ := dynamicvalue.ToJSON(value).(map[string]any)
	for name, variant := range object {
		if variant, ok := variant.(map[string]any); ok {
			pricing[name] = variant
			if err := validateVariant(name, variant); err != nil {
				return nil, err
			}
		}
	}
	if len(pricing) != 1 {
		return nil, invalidAt("", "Invalid pricing: Set exactly one of fixed_fee, flat_rate, stairstep, tiered and volume.")
	}
	return pricing, nil
}

// validateVariant returns an error unless the variant has all prices, possible quantities, and brackets in ascending order.
func validateVariant(name string, variant map[string]any) error {
	minimum, err := limit(name, variant, "min_quantity")
	if err != nil {
		return err
	}
	var last *big.Rat
	if brackets, hasBrackets := variant["brackets"]; hasBrackets {
		last, err = validateBrackets(name, brackets)
	} else if err = validatePrice(name, variant); err == nil {
		last, err = limit(name, variant, "max_quantity")
	}
	if err == nil && minimum != nil && last != nil && minimum.Cmp(last) > 0 {
		err = invalidAt(name+".min_quantity", "Invalid quantity range: No quantity can be ordered, because the greatest is "+
			last.RatString()+". Reduce min_quantity, or raise max_quantity.")
	}
	return err
}

// limit returns a limit of quantities, nil if it is not set, or an error if Rebilly cannot have it.
func limit(at string, object map[string]any, name string) (*big.Rat, error) {
	if object[name] == nil {
		return nil, nil //nolint:nilnil // there is no limit
	}
	text := fmt.Sprint(object[name])
	number, ok := new(big.Rat).SetString(text)
	if !ok || !number.IsInt() || number.Sign() <= 0 || number.Cmp(big.NewRat(maxQuantity, 1)) > 0 {
		return nil, invalidAt(join(at, name), "Invalid quantity: The value is "+text+", but must be a whole number from 1 to 999,999,999.")
	}
	return number, nil
}

// validateBrackets returns the end of the last bracket, which is nil if there is none.
func validateBrackets(name string, brackets any) (end *big.Rat, err error) {
	list, _ := brackets.([]any)
	if len(list) == 0 {
		return nil, invalidAt(name+".brackets", "Missing brackets: Set at least one bracket.")
	}
	for i, element := range list {
		at := fmt.Sprintf("%s.brackets[%d]", name, i)
		bracket, _ := element.(map[string]any)
		if err := validatePrice(at, bracket); err != nil {
			return nil, err
		}
		previous := end
		if end, err = limit(at, bracket, "max_quantity"); err != nil {
			return nil, err
		}
		isOrdered := i == len(list)-1
		if end != nil {
			isOrdered = previous == nil || end.Cmp(previous) > 0
		}
		if !isOrdered {
			return nil, invalidAt(at+".max_quantity", "Invalid order: Each bracket must end above the previous one, and only the last may "+
				"omit max_quantity.")
		}
	}
	return end, nil
}

func validatePrice(at string, object map[string]any) error {
	if object["price"] == nil {
		return invalidAt(at+".price", "Missing price: Set a price.")
	}
	return nil
}
