package validators

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/filter"
)

// Filter validates a Rebilly search filter. A filter that is certainly invalid is an error, and one of a syntax that the provider does not
// know a warning.
func Filter() validator.String { return searchFilter{} }

type searchFilter struct{}

var _ validator.String = searchFilter{}

// Description implements validator.String.
func (searchFilter) Description(context.Context) string {
	return "must be a search filter of the form field:value;field:value"
}

// MarkdownDescription implements validator.String.
func (v searchFilter) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (searchFilter) ValidateString(_ context.Context, request validator.StringRequest, response *validator.StringResponse) {
	_, err := filter.Parse(request.ConfigValue.ValueString())
	switch {
	case err == nil:
	case errors.As(err, new(*filter.MalformedError)):
		response.Diagnostics.AddAttributeError(request.Path, "Invalid filter",
			fmt.Sprintf("In %s, %s. Separate conditions by semicolons and values by commas, such as currency:USD,EUR;amount:100..500.",
				request.Path, err))
	default:
		response.Diagnostics.AddAttributeWarning(request.Path, fmt.Sprintf("Filter of an unknown syntax: %s", request.Path),
			fmt.Sprintf("In %s, %s. It is sent as it is. Check it in Rebilly's documentation of search filters.", request.Path, err))
	}
}
