package plan

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

var (
	_ validator.List   = bracketsAscend{}
	_ validator.Object = minWithinLastBracket{}
	_ validator.Object = minNotAboveMax{}
)

// ValidateConfig validates combinations of attributes. It ignores unknown values: Terraform validates again when they are known.
func (r *planResource) ValidateConfig(
	ctx context.Context, request resource.ValidateConfigRequest, response *resource.ValidateConfigResponse,
) {
	object := func(name string) types.Object {
		value, diagnostics := tfaccess.RootAttribute[types.Object](ctx, request.Config, name)
		response.Diagnostics.Append(diagnostics...)
		return value
	}
	pricing, setup, trial := object("pricing"), object("setup"), object("trial")
	interval, metered := object("recurring_interval"), object("metered_billing")
	currency, diagnostics := tfaccess.RootAttribute[types.String](ctx, request.Config, "currency")
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	response.Diagnostics.Append(validateAmounts(ctx, request.Config, pricing, setup, trial, currency)...)
	switch {
	case pricing.IsNull() && trial.IsNull():
		response.Diagnostics.AddAttributeError(path.Root("pricing"), "Missing pricing",
			"A billing plan requires pricing, or only a trial if it is a trial-only plan.")
	case pricing.IsNull() && isKnown(interval):
		response.Diagnostics.AddAttributeError(path.Root("pricing"), "Missing pricing",
			"A billing plan with recurring_interval is a subscription, which requires pricing.")
	case isKnown(pricing) && isKnown(trial) && interval.IsNull():
		response.Diagnostics.AddAttributeError(path.Root("trial"), "Trial without a subscription",
			"A one-time sale cannot have a trial. Set recurring_interval to make the billing plan a subscription, "+
				"or remove pricing to make it a trial-only plan.")
	}
	if isKnown(metered) {
		response.Diagnostics.Append(validateMeteredBilling(metered, interval)...)
	}
}

func validateMeteredBilling(metered, interval types.Object) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	at := path.Root("metered_billing")
	if interval.IsNull() {
		diagnostics.AddAttributeError(at, "Metered billing without a subscription",
			"Usage is reported during a service period. Set recurring_interval with billing_timing = \"postpaid\".")
	}
	timing := tfaccess.Attribute[types.String](interval, "billing_timing")
	if isKnown(interval) && !timing.IsUnknown() && timing.ValueString() != postpaid {
		diagnostics.AddAttributeError(path.Root("recurring_interval").AtName("billing_timing"), "Metered billing requires postpaid billing",
			"Usage is only known at the end of a service period. Set billing_timing = \"postpaid\".")
	}
	strategy := tfaccess.Attribute[types.String](metered, "strategy")
	if tfaccess.Attribute[types.Bool](metered, "sticky").ValueBool() && !strategy.IsUnknown() && strategy.ValueString() != "last" {
		diagnostics.AddAttributeError(at.AtName("sticky"), "Sticky usage requires strategy \"last\"",
			"Only the last report can be charged again. Set strategy = \"last\", or remove sticky.")
	}
	minimum, maximum := tfaccess.Attribute[types.Float64](metered, "min"), tfaccess.Attribute[types.Float64](metered, "max")
	if isKnown(minimum) && isKnown(maximum) && minimum.ValueFloat64() > maximum.ValueFloat64() {
		diagnostics.AddAttributeError(at.AtName("max"), "Invalid bounds", "max must be at least min.")
	}
	return diagnostics
}

// validateAmounts warns of prices that customers cannot pay as they are.
func validateAmounts(ctx context.Context, config tfsdk.Config, pricing, setup, trial types.Object, currency types.String) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	check := func(at path.Path, object types.Object, perUnit bool) {
		amount := tfaccess.Attribute[types.Float64](object, "price")
		diagnostics.Append(validators.Amount(ctx, config, at.AtName("price"), amount, currency, perUnit)...)
	}
	check(path.Root("setup"), setup, false)
	check(path.Root("trial"), trial, false)
	for _, formula := range []struct {
		name    string
		perUnit bool
	}{{"fixed_fee", false}, {"flat_rate", true}, {"stairstep", false}, {"tiered", true}, {"volume", true}} {
		variant, at := tfaccess.Attribute[types.Object](pricing, formula.name), path.Root("pricing").AtName(formula.name)
		check(at, variant, formula.perUnit)
		for i, bracket := range objects(tfaccess.Attribute[types.List](variant, "brackets")) {
			check(at.AtName("brackets").AtListIndex(i), bracket, formula.perUnit)
		}
	}
	return diagnostics
}

func isKnown(value attr.Value) bool { return !value.IsNull() && !value.IsUnknown() }

// objects returns the elements of a list of objects.
func objects(list types.List) []types.Object {
	elements := make([]types.Object, len(list.Elements()))
	for i, element := range list.Elements() {
		if object, ok := element.(types.Object); ok {
			elements[i] = object
		}
	}
	return elements
}

// lastQuantityBounds validates the last quantity of a bracket. Other systems have -1 or a huge number for a bracket without an end.
type lastQuantityBounds struct{ validator.Int64 }

func (v lastQuantityBounds) ValidateInt64(ctx context.Context, request validator.Int64Request, response *validator.Int64Response) {
	var bounds validator.Int64Response
	v.Int64.ValidateInt64(ctx, request, &bounds)
	if bounds.Diagnostics.HasError() {
		response.Diagnostics.AddAttributeError(request.Path, "Invalid max_quantity",
			fmt.Sprintf("max_quantity is %d, but must be between 1 and 999,999,999. If the last bracket has no end, leave max_quantity out.",
				request.ConfigValue.ValueInt64()))
	}
}

// bracketsAscend requires that each bracket ends above the previous one, and that only the last is open-ended. It warns of one
// bracket for all quantities.
type bracketsAscend struct{}

func (bracketsAscend) Description(context.Context) string {
	return "brackets must be in ascending order of max_quantity, and only the last may omit it"
}

func (v bracketsAscend) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (bracketsAscend) ValidateList(_ context.Context, request validator.ListRequest, response *validator.ListResponse) {
	brackets := objects(request.ConfigValue)
	var previousEnd int64
	for i, bracket := range brackets {
		end := tfaccess.Attribute[types.Int64](bracket, "max_quantity")
		if !isKnown(bracket) || end.IsUnknown() {
			return
		}
		at := request.Path.AtListIndex(i).AtName("max_quantity")
		if end.IsNull() {
			if i < len(brackets)-1 {
				response.Diagnostics.AddAttributeError(at, "Only the last bracket may omit max_quantity",
					"No quantity reaches the brackets after an open-ended one. Set max_quantity, or move the bracket to the end of the list. "+
						"Terraform ignores different names of it, such as up_to.")
			} else if i == 0 {
				response.Diagnostics.AddAttributeWarning(at, fmt.Sprintf("One price for all quantities in %s", request.Path),
					"The only bracket has no max_quantity, so its price applies to all quantities. Terraform ignores misspelled names, such as "+
						"up_to. If one price is intended, flat_rate or fixed_fee does the same without this warning.")
			}
			return
		}
		if end.ValueInt64() < 1 {
			// lastQuantityBounds reports it.
			return
		}
		if end.ValueInt64() <= previousEnd {
			response.Diagnostics.AddAttributeError(at, "Brackets must be in ascending order",
				fmt.Sprintf("max_quantity is %d, but the previous bracket ends at %d. Sort the brackets by max_quantity.",
					end.ValueInt64(), previousEnd))
			return
		}
		previousEnd = end.ValueInt64()
	}
}

// minWithinLastBracket requires that min_quantity is not above the end of the last bracket.
type minWithinLastBracket struct{}

func (minWithinLastBracket) Description(context.Context) string {
	return "min_quantity must not be above the end of the last bracket"
}

func (v minWithinLastBracket) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (minWithinLastBracket) ValidateObject(_ context.Context, request validator.ObjectRequest, response *validator.ObjectResponse) {
	minimum := tfaccess.Attribute[types.Int64](request.ConfigValue, "min_quantity")
	brackets := objects(tfaccess.Attribute[types.List](request.ConfigValue, "brackets"))
	if !isKnown(minimum) || len(brackets) == 0 {
		return
	}
	last := len(brackets) - 1
	end := tfaccess.Attribute[types.Int64](brackets[last], "max_quantity")
	if isKnown(end) && end.ValueInt64() < minimum.ValueInt64() {
		response.Diagnostics.AddAttributeError(request.Path.AtName("brackets").AtListIndex(last).AtName("max_quantity"),
			"min_quantity exceeds the last bracket",
			fmt.Sprintf("The last bracket ends at %d, but min_quantity is %d, so no quantity can be ordered. "+
				"Remove max_quantity from the last bracket, or lower min_quantity.", end.ValueInt64(), minimum.ValueInt64()))
	}
}

// minNotAboveMax requires that min_quantity is not above max_quantity.
type minNotAboveMax struct{}

func (minNotAboveMax) Description(context.Context) string {
	return "min_quantity must not be above max_quantity"
}

func (v minNotAboveMax) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (minNotAboveMax) ValidateObject(_ context.Context, request validator.ObjectRequest, response *validator.ObjectResponse) {
	minimum := tfaccess.Attribute[types.Int64](request.ConfigValue, "min_quantity")
	maximum := tfaccess.Attribute[types.Int64](request.ConfigValue, "max_quantity")
	if isKnown(minimum) && isKnown(maximum) && minimum.ValueInt64() > maximum.ValueInt64() {
		response.Diagnostics.AddAttributeError(request.Path.AtName("max_quantity"), "Invalid quantity range",
			fmt.Sprintf("max_quantity is %d, but min_quantity is %d. Raise max_quantity, or lower min_quantity.",
				maximum.ValueInt64(), minimum.ValueInt64()))
	}
}
