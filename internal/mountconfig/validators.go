package mountconfig

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

// described is the description of a validator, as plain text and as Markdown.
type described string

func (d described) Description(context.Context) string         { return string(d) }
func (d described) MarkdownDescription(context.Context) string { return string(d) }

// objectRule is a validator of known objects. Their attributes may be null or unknown.
type objectRule struct {
	described
	check func(at path.Path, object types.Object, diagnostics *diag.Diagnostics)
}

func (r objectRule) ValidateObject(_ context.Context, request validator.ObjectRequest, response *validator.ObjectResponse) {
	if !request.ConfigValue.IsNull() && !request.ConfigValue.IsUnknown() {
		r.check(request.Path, request.ConfigValue, &response.Diagnostics)
	}
}

// known returns an attribute of an object. ok is false if the attribute is null or unknown.
func known[T attr.Value](object types.Object, name string) (value T, ok bool) {
	value, ok = object.Attributes()[name].(T)
	return value, ok && !value.IsNull() && !value.IsUnknown()
}

// exactlyOne returns an error unless exactly one of two attributes of an object is set.
func exactlyOne(at path.Path, object types.Object, one, other string, diagnostics *diag.Diagnostics) {
	a, b := object.Attributes()[one], object.Attributes()[other]
	switch {
	case a.IsNull() && b.IsNull():
		diagnostics.AddAttributeError(at.AtName(one), "Missing "+one, fmt.Sprintf("Set %s or %s.", one, other))
	case a.IsNull(), b.IsNull(), a.IsUnknown(), b.IsUnknown():
	default:
		diagnostics.AddAttributeError(at.AtName(other), "Conflicting arguments",
			fmt.Sprintf("%s and %s are mutually exclusive. Remove %[1]s or %[2]s.", one, other))
	}
}

// publishable is a validator that rejects a secret key, which must not reach a browser.
type publishable struct{ described }

func (publishable) ValidateString(_ context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if strings.HasPrefix(request.ConfigValue.ValueString(), "sk_") {
		refuseSecretKey(request.Path, &response.Diagnostics)
	}
}

func refuseSecretKey(at path.Path, diagnostics *diag.Diagnostics) {
	diagnostics.AddAttributeError(at, "Secret key used as publishable_key",
		"Everyone who opens the page can read publishable_key, but this value starts with sk_, like a secret key. "+
			"Use a key of type publishable. If the secret key was ever on a page, replace it.")
}

// uniquePlans is a validator for a list without duplicate billing plans.
type uniquePlans struct{ described }

func (uniquePlans) ValidateList(_ context.Context, request validator.ListRequest, response *validator.ListResponse) {
	first := map[string]int{}
	for i, element := range request.ConfigValue.Elements() {
		object, ok := element.(types.Object)
		if !ok {
			continue
		}
		id, ok := known[types.String](object, "plan_id")
		if !ok {
			continue
		}
		before, duplicate := first[id.ValueString()]
		if !duplicate {
			first[id.ValueString()] = i
			continue
		}
		response.Diagnostics.AddAttributeError(request.Path.AtListIndex(i).AtName("plan_id"), "Duplicate plan_id",
			fmt.Sprintf("Billing plan %q is already in element %d. The library stores one quantity for each billing plan: merge the elements.",
				id.ValueString(), before))
	}
}

func checkQuantity(at path.Path, object types.Object, diagnostics *diag.Diagnostics) {
	exactlyOne(at, object, "quantity", "quantity_range", diagnostics)
}

// checkQuantityRange validates that the default is a quantity that the customer can choose.
func checkQuantityRange(at path.Path, object types.Object, diagnostics *diag.Diagnostics) {
	// The default of all but maximum is 1. ok is false for an unknown value, and for a maximum that is not set.
	get := func(name string) (value int64, ok bool) {
		if object.Attributes()[name].IsNull() {
			return 1, name != "maximum"
		}
		number, ok := known[types.Int64](object, name)
		return number.ValueInt64(), ok
	}
	refuse := func(name, summary, format string, arguments ...any) {
		diagnostics.AddAttributeError(at.AtName(name), summary, fmt.Sprintf(format, arguments...))
	}
	const invalidDefault = "Invalid default quantity"
	initial, hasDefault := get("default")
	minimum, hasMinimum := get("minimum")
	maximum, hasMaximum := get("maximum")
	step, hasStep := get("multiple_of")
	if hasMinimum && hasMaximum && minimum > maximum {
		refuse("maximum", "Invalid bounds", "The maximum %d is less than the minimum %d.", maximum, minimum)
		return
	}
	switch {
	case !hasDefault:
	case hasMinimum && initial < minimum:
		refuse("default", invalidDefault, "The default %d is less than the minimum %d. If not set, the default is 1.", initial, minimum)
	case hasMaximum && initial > maximum:
		refuse("default", invalidDefault, "The default %d is greater than the maximum %d. If not set, the default is 1.", initial, maximum)
	case hasStep && step > 0 && initial%step != 0:
		refuse("default", invalidDefault, "The default %d is not a multiple of multiple_of, %d. If not set, the default is 1.", initial, step)
	}
}

// checkDeposit validates that a deposit is either a deposit request or a form. It warns about a form.
func checkDeposit(at path.Path, object types.Object, diagnostics *diag.Diagnostics) {
	exactlyOne(at, object, "deposit_request_id", "currency", diagnostics)
	if _, ok := known[types.String](object, "currency"); ok {
		diagnostics.AddAttributeWarning(at.AtName("currency"), "Deposit not supported by the current RebillyInstruments",
			"RebillyInstruments 12.46.0 shows this form, but sends the deposit without a deposit request, which Rebilly's API definition requires. "+
				"Create a deposit request, and set deposit_request_id instead of currency.")
	}
	if _, ok := known[types.String](object, "deposit_request_id"); !ok {
		return
	}
	for _, name := range []string{"amount", "buttons", "editable", "custom_amount"} {
		if value := object.Attributes()[name]; !value.IsNull() && !value.IsUnknown() {
			diagnostics.AddAttributeError(at.AtName(name), "Conflicting argument "+name,
				fmt.Sprintf("The deposit request sets the amounts. Remove %s, or set currency instead of deposit_request_id.", name))
		}
	}
}
