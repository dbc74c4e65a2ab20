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
				function.Int64Parameter{Name: "quantity", MarkdownDescription: "Quantity, at least 1."},
			},
			Return: function.NumberReturn{},
		},
		run: func(ctx context.Context, arguments function.ArgumentsData) (attr.Value, *function.FuncError) {
			var argument types.Dynamic
			var quantity int64
			if failure := arguments.Get(ctx, &argument, &quantity); failure != nil {
				return nil, failure
			}
			pricing, err := pricingOf(ctx, argument)
			if err != nil {
				return nil, function.NewArgumentFuncError(0, err.Error())
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

// validateVariant returns an error unless the variant has all prices, and brackets in ascending order.
func validateVariant(name string, variant map[string]any) error {
	brackets, hasBrackets := variant["brackets"]
	if !hasBrackets {
		return validatePrice(name, variant)
	}
	list, _ := brackets.([]any)
	if len(list) == 0 {
		return invalidAt(name+".brackets", "Missing brackets: Set at least one bracket.")
	}
	previous := new(big.Rat)
	for i, element := range list {
		at := fmt.Sprintf("%s.brackets[%d]", name, i)
		bracket, _ := element.(map[string]any)
		if err := validatePrice(at, bracket); err != nil {
			return err
		}
		end, isClosed := new(big.Rat).SetString(fmt.Sprint(bracket["max_quantity"]))
		if !isClosed && i == len(list)-1 {
			return nil
		}
		if !isClosed || end.Cmp(previous) <= 0 {
			return invalidAt(at+".max_quantity", "Invalid order: Each bracket must end above the previous one, and only the last may omit "+
				"max_quantity.")
		}
		previous = end
	}
	return nil
}

func validatePrice(at string, object map[string]any) error {
	if object["price"] == nil {
		return invalidAt(at+".price", "Missing price: Set a price.")
	}
	return nil
}
