package rules

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Time validates a time of RFC 3339.
func Time() validator.String { return moment{} }

type moment struct{}

func (moment) Description(context.Context) string {
	return "must be a time of RFC 3339, such as 2026-01-31T10:00:00Z"
}

func (v moment) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v moment) ValidateString(ctx context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	if _, err := time.Parse(time.RFC3339, request.ConfigValue.ValueString()); err != nil {
		response.Diagnostics.AddAttributeError(request.Path, "Invalid time", fmt.Sprintf("%q %s.", request.ConfigValue.ValueString(), v.Description(ctx)))
	}
}

// SameTime is a time of RFC 3339 in the form that Terraform holds, if that is the same moment: Rebilly may answer with another offset.
func SameTime(held, now string) string {
	left, errLeft := time.Parse(time.RFC3339, held)
	right, errRight := time.Parse(time.RFC3339, now)
	if errLeft == nil && errRight == nil && left.Equal(right) {
		return held
	}
	return now
}
