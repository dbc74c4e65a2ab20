package purchaseconfig

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// described is a validator's description, in both forms.
type described string

func (d described) Description(context.Context) string         { return string(d) }
func (d described) MarkdownDescription(context.Context) string { return string(d) }

// objectRule is a validator of objects that are neither null nor unknown; their attributes may be either.
type objectRule struct {
	described
	check func(at path.Path, object types.Object, diagnostics *diag.Diagnostics)
}

func (r objectRule) ValidateObject(_ context.Context, request validator.ObjectRequest, response *validator.ObjectResponse) {
	if !request.ConfigValue.IsNull() && !request.ConfigValue.IsUnknown() {
		r.check(request.Path, request.ConfigValue, &response.Diagnostics)
	}
}

// known gives an attribute of an object that is neither null nor unknown.
func known[T attr.Value](object types.Object, name string) (T, bool) {
	value, ok := object.Attributes()[name].(T)
	return value, ok && !value.IsNull() && !value.IsUnknown()
}

// exactlyOne requires one of two attributes of an object.
func exactlyOne(at path.Path, object types.Object, one, other string, diagnostics *diag.Diagnostics) {
	a, b := object.Attributes()[one], object.Attributes()[other]
	switch {
	case a.IsNull() && b.IsNull():
		diagnostics.AddAttributeError(at.AtName(one), "Missing "+one, fmt.Sprintf("Set %s or %s.", one, other))
	case a.IsNull(), b.IsNull(), a.IsUnknown(), b.IsUnknown():
	default:
		diagnostics.AddAttributeError(at.AtName(other), fmt.Sprintf("%s and %s exclude each other", one, other),
			fmt.Sprintf("Leave out %s or %s.", one, other))
	}
}

// publishable refuses a key that must not reach a browser.
type publishable struct{ described }

func (publishable) ValidateString(_ context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if strings.HasPrefix(request.ConfigValue.ValueString(), "sk_") {
		response.Diagnostics.AddAttributeError(request.Path, "This is a secret key",
			"Everyone who opens the page can read the publishable key, but this one begins as secret keys do. Use a key of the type publishable. "+
				"If the secret key was ever on a page, replace it.")
	}
}

// onePlanEach refuses a plan that a list has twice.
type onePlanEach struct{ described }

func (onePlanEach) ValidateList(_ context.Context, request validator.ListRequest, response *validator.ListResponse) {
	first := map[string]int{}
	for i, element := range request.ConfigValue.Elements() {
		object, _ := element.(types.Object)
		id, ok := known[types.String](object, "plan_id")
		if !ok {
			continue
		}
		before, twice := first[id.ValueString()]
		if !twice {
			first[id.ValueString()] = i
			continue
		}
		response.Diagnostics.AddAttributeError(request.Path.AtListIndex(i).AtName("plan_id"), "A plan is there twice",
			fmt.Sprintf("Plan %q is element %d already. The library keeps quantities by plan: make it one element.", id.ValueString(), before))
	}
}

func checkQuantity(at path.Path, object types.Object, diagnostics *diag.Diagnostics) {
	exactlyOne(at, object, "quantity", "quantity_range", diagnostics)
}

// checkQuantityRange requires that the default is one of the quantities that can be chosen.
func checkQuantityRange(at path.Path, object types.Object, diagnostics *diag.Diagnostics) {
	// What is left out is 1, but for the maximum. ok is false for what is not known.
	get := func(name string) (value int64, ok bool) {
		if object.Attributes()[name].IsNull() {
			return 1, name != "maximum"
		}
		number, ok := known[types.Int64](object, name)
		return number.ValueInt64(), ok
	}
	refuse := func(name, format string, arguments ...any) {
		diagnostics.AddAttributeError(at.AtName(name), "Invalid "+name, fmt.Sprintf(format, arguments...))
	}
	initial, hasDefault := get("default")
	minimum, hasMinimum := get("minimum")
	maximum, hasMaximum := get("maximum")
	step, hasStep := get("multiple_of")
	if hasMinimum && hasMaximum && minimum > maximum {
		refuse("maximum", "The maximum %d is less than the minimum %d.", maximum, minimum)
		return
	}
	switch {
	case !hasDefault:
	case hasMinimum && initial < minimum:
		refuse("default", "The default %d is less than the minimum %d. Left out, the default is 1.", initial, minimum)
	case hasMaximum && initial > maximum:
		refuse("default", "The default %d is more than the maximum %d. Left out, the default is 1.", initial, maximum)
	case hasStep && step > 0 && initial%step != 0:
		refuse("default", "The default %d is not a multiple of multiple_of, %d. Left out, the default is 1.", initial, step)
	}
}

// checkDeposit requires a deposit request or a form, and warns of the form.
func checkDeposit(at path.Path, object types.Object, diagnostics *diag.Diagnostics) {
	exactlyOne(at, object, "deposit_request_id", "currency", diagnostics)
	if _, ok := known[types.String](object, "currency"); ok {
		diagnostics.AddAttributeWarning(at.AtName("currency"), "Today's library cannot complete this deposit",
			"RebillyInstruments 12.46.0 shows this form, but sends the deposit without a deposit request, which Rebilly's API definition requires. "+
				"Create a deposit request, and set deposit_request_id in place of currency.")
	}
	if _, ok := known[types.String](object, "deposit_request_id"); !ok {
		return
	}
	for _, name := range []string{"amount", "buttons", "editable", "custom_amount"} {
		if value := object.Attributes()[name]; !value.IsNull() && !value.IsUnknown() {
			diagnostics.AddAttributeError(at.AtName(name), name+" does not belong here",
				fmt.Sprintf("The deposit request says what can be deposited. Leave out %s, or set currency in place of deposit_request_id.", name))
		}
	}
}
