package plan

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// ValidateConfig checks what attributes demand of each other. Unknown values pass: the rule is checked again when they are known.
func (r *planResource) ValidateConfig(ctx context.Context, request resource.ValidateConfigRequest, response *resource.ValidateConfigResponse) {
	var pricing, setup, trial, interval, metered types.Object
	for name, object := range map[string]*types.Object{
		"pricing": &pricing, "setup": &setup, "trial": &trial, "recurring_interval": &interval, "metered_billing": &metered,
	} {
		response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root(name), object)...)
	}
	var currency types.String
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root("currency"), &currency)...)
	if response.Diagnostics.HasError() {
		return
	}
	response.Diagnostics.Append(amounts(pricing, setup, trial, currency)...)
	refuse := func(at path.Path, summary, detail string) {
		response.Diagnostics.AddAttributeError(at, summary, detail)
	}

	switch {
	case pricing.IsNull() && trial.IsNull():
		refuse(path.Root("pricing"), "Missing pricing", "A plan needs pricing, or only a trial if it is a trial-only plan.")
	case pricing.IsNull() && isKnown(interval):
		refuse(path.Root("pricing"), "Missing pricing", "A plan with recurring_interval is a subscription, which needs pricing.")
	case isKnown(pricing) && isKnown(trial) && interval.IsNull():
		refuse(path.Root("trial"), "Trial without a subscription",
			"A one-time sale has no trial. Set recurring_interval to make the plan a subscription, or leave out pricing to make it a trial-only plan.")
	}
	if metered.IsNull() || metered.IsUnknown() {
		return
	}
	if interval.IsNull() {
		refuse(path.Root("metered_billing"), "Metered billing without a subscription",
			"Usage is reported during a service period. Set recurring_interval with billing_timing = \"postpaid\".")
	}
	if timing, ok := interval.Attributes()["billing_timing"].(types.String); isKnown(interval) && ok && !timing.IsUnknown() && timing.ValueString() != postpaid {
		refuse(path.Root("recurring_interval").AtName("billing_timing"), "Metered billing is postpaid",
			"What was used is known at the end of a service period. Set billing_timing = \"postpaid\".")
	}
	strategy, _ := metered.Attributes()["strategy"].(types.String)
	if sticky, ok := metered.Attributes()["sticky"].(types.Bool); ok && sticky.ValueBool() && !strategy.IsUnknown() && strategy.ValueString() != "last" {
		refuse(path.Root("metered_billing").AtName("sticky"), "Sticky usage needs the strategy last",
			"Only the last report can be charged again. Set strategy = \"last\", or leave out sticky.")
	}
	least, _ := metered.Attributes()["min"].(types.Float64)
	greatest, _ := metered.Attributes()["max"].(types.Float64)
	if isKnown(least) && isKnown(greatest) && least.ValueFloat64() > greatest.ValueFloat64() {
		refuse(path.Root("metered_billing").AtName("max"), "Bounds contradict each other", "max has to be at least min.")
	}
}

// amounts warns of prices that nobody can pay as they stand.
func amounts(pricing, setup, trial types.Object, currency types.String) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	check := func(at path.Path, of types.Object, unit bool) {
		if price, ok := of.Attributes()["price"].(types.Float64); ok {
			diagnostics.Append(validators.Amount(at.AtName("price"), price, currency, unit)...)
		}
	}
	check(path.Root("setup"), setup, false)
	check(path.Root("trial"), trial, false)
	for formula, unit := range map[string]bool{"fixed_fee": false, "flat_rate": true, "stairstep": false, "tiered": true, "volume": true} {
		of, at := member(pricing, formula), path.Root("pricing").AtName(formula)
		check(at, of, unit)
		brackets, _ := of.Attributes()["brackets"].(types.List)
		for i, element := range brackets.Elements() {
			bracket, _ := element.(types.Object)
			check(at.AtName("brackets").AtListIndex(i), bracket, unit)
		}
	}
	return diagnostics
}

func isKnown(value interface {
	IsNull() bool
	IsUnknown() bool
}) bool {
	return !value.IsNull() && !value.IsUnknown()
}

// bracketsAscend requires of brackets that each ends behind the one before, and that only the last has no end.
type bracketsAscend struct{}

func (bracketsAscend) Description(context.Context) string {
	return "brackets must ascend by max_quantity, and only the last may leave it out"
}

func (v bracketsAscend) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (bracketsAscend) ValidateList(_ context.Context, request validator.ListRequest, response *validator.ListResponse) {
	elements := request.ConfigValue.Elements()
	var end int64
	for i, element := range elements {
		bracket, ok := element.(types.Object)
		if !ok || !isKnown(bracket) {
			return
		}
		limit, ok := bracket.Attributes()["max_quantity"].(types.Int64)
		if !ok || limit.IsUnknown() {
			return
		}
		at := request.Path.AtListIndex(i).AtName("max_quantity")
		if limit.IsNull() {
			if i < len(elements)-1 {
				response.Diagnostics.AddAttributeError(at, "A bracket without an end is not the last",
					"Brackets behind it would never be reached. Give it max_quantity, or put it last.")
			}
			return
		}
		if limit.ValueInt64() <= end {
			response.Diagnostics.AddAttributeError(at, "Brackets do not ascend",
				fmt.Sprintf("max_quantity is %d, but the bracket before ends at %d. Order the brackets by max_quantity.", limit.ValueInt64(), end))
			return
		}
		end = limit.ValueInt64()
	}
}

// minWithinLastBracket requires of brackets that a quantity which can be ordered falls into them.
type minWithinLastBracket struct{}

func (minWithinLastBracket) Description(context.Context) string {
	return "min_quantity must not be above the end of the last bracket"
}

func (v minWithinLastBracket) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (minWithinLastBracket) ValidateObject(_ context.Context, request validator.ObjectRequest, response *validator.ObjectResponse) {
	least, _ := request.ConfigValue.Attributes()["min_quantity"].(types.Int64)
	brackets, _ := request.ConfigValue.Attributes()["brackets"].(types.List)
	if !isKnown(least) || !isKnown(brackets) {
		return
	}
	for i, element := range brackets.Elements() {
		bracket, _ := element.(types.Object)
		end, _ := bracket.Attributes()["max_quantity"].(types.Int64)
		if i == len(brackets.Elements())-1 && isKnown(end) && end.ValueInt64() < least.ValueInt64() {
			response.Diagnostics.AddAttributeError(request.Path.AtName("brackets").AtListIndex(i).AtName("max_quantity"), "No quantity can be ordered",
				fmt.Sprintf("The last bracket ends at %d, but min_quantity is %d. Leave out this max_quantity, or lower min_quantity.", end.ValueInt64(), least.ValueInt64()))
		}
	}
}

// minNotAboveMax requires of an object that min_quantity is not above max_quantity.
type minNotAboveMax struct{}

func (minNotAboveMax) Description(context.Context) string {
	return "min_quantity must not be above max_quantity"
}

func (v minNotAboveMax) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (minNotAboveMax) ValidateObject(_ context.Context, request validator.ObjectRequest, response *validator.ObjectResponse) {
	least, _ := request.ConfigValue.Attributes()["min_quantity"].(types.Int64)
	greatest, _ := request.ConfigValue.Attributes()["max_quantity"].(types.Int64)
	if isKnown(least) && isKnown(greatest) && least.ValueInt64() > greatest.ValueInt64() {
		response.Diagnostics.AddAttributeError(request.Path.AtName("max_quantity"), "Quantities contradict each other",
			fmt.Sprintf("max_quantity is %d, but min_quantity is %d.", greatest.ValueInt64(), least.ValueInt64()))
	}
}
