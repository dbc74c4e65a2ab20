package validators

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/suggest"
)

// KnownName validates that a text is one of many names. The error has the most similar ones.
func KnownName(names []string) validator.String { return knownName(names) }

type knownName []string

var _ validator.String = knownName{}

func (v knownName) Description(context.Context) string {
	return fmt.Sprintf("must be one of %d names", len(v))
}

func (v knownName) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v knownName) ValidateString(_ context.Context, request validator.StringRequest, response *validator.StringResponse) {
	given := request.ConfigValue.ValueString()
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() || slices.Contains(v, given) {
		return
	}
	hint := suggest.DidYouMean(given, v)
	if hint == "" {
		hint = fmt.Sprintf("The most similar one is %q.", suggest.Nearest(given, v))
	}
	response.Diagnostics.AddAttributeError(request.Path, "Unknown value",
		strings.TrimSpace(fmt.Sprintf("%q is not one of the %d values that Rebilly accepts. %s", given, len(v), hint)))
}
