package webhook

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// hasValue reports whether a header has a value, which may be unknown.
func hasValue(header attr.Value) bool {
	object, _ := header.(types.Object)
	for _, name := range []string{"value", "value_wo"} {
		if value := object.Attributes()[name]; value != nil && !value.IsNull() {
			return true
		}
	}
	return object.IsUnknown()
}

// valueSet warns about a header without a value. It is valid, because an import does not read the value, which may be a secret.
type valueSet struct{}

var _ validator.Object = valueSet{}

func (valueSet) Description(context.Context) string { return "should have value or value_wo" }

func (v valueSet) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (valueSet) ValidateObject(_ context.Context, request validator.ObjectRequest, response *validator.ObjectResponse) {
	if !request.ConfigValue.IsNull() && !hasValue(request.ConfigValue) {
		response.Diagnostics.AddAttributeWarning(request.Path, fmt.Sprintf("Value of %s not configured", request.Path),
			"The header keeps the value that it has in Rebilly. To manage it, set value_wo and value_wo_version or, if it is no secret, value.")
	}
}

// check returns an error for headers without a value that have none in Rebilly to keep, too.
func check(ctx context.Context, _ *rebilly.Client, config tfsdk.Config, state tfsdk.State) diag.Diagnostics {
	planned, diagnostics := headersOf(ctx, config)
	var held map[string]attr.Value
	if !state.Raw.IsNull() {
		var more diag.Diagnostics
		held, more = headersOf(ctx, state)
		diagnostics.Append(more...)
	}
	if isReplaced(ctx, config, state) {
		held = nil
	}
	for _, name := range slices.Sorted(maps.Keys(planned)) {
		before, exists := held[name]
		if !hasValue(planned[name]) && (!exists || hasValue(before)) {
			diagnostics.AddAttributeError(path.Root("headers").AtMapKey(name), "Missing value of a header",
				fmt.Sprintf("Set value_wo and value_wo_version of the header %q or, if it is no secret, value.", name))
		}
	}
	return diagnostics
}

func headersOf(ctx context.Context, from tfaccess.AttributeGetter) (map[string]attr.Value, diag.Diagnostics) {
	var headers types.Map
	diagnostics := from.GetAttribute(ctx, path.Root("headers"), &headers)
	return headers.Elements(), diagnostics
}

// isReplaced reports whether a configuration has a different id than the state.
func isReplaced(ctx context.Context, config tfsdk.Config, state tfsdk.State) bool {
	var planned, held types.String
	failed := config.GetAttribute(ctx, path.Root("id"), &planned).HasError() || state.GetAttribute(ctx, path.Root("id"), &held).HasError()
	return failed || !planned.IsNull() && !planned.Equal(held)
}
