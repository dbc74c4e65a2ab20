package validators

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Go accepts more than RFC 3339: one-digit hours, a comma before the fraction, and offsets of a day (go.dev/issue/54580).
var timeForm = regexp.MustCompile(`T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// IsTime reports whether text is an RFC 3339 timestamp.
func IsTime(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	return err == nil && timeForm.MatchString(text)
}

// Time validates an RFC 3339 timestamp.
func Time() validator.String { return rfc3339{} }

type rfc3339 struct{}

var _ validator.String = rfc3339{}

func (rfc3339) Description(context.Context) string {
	return "must be an RFC 3339 timestamp, such as 2026-01-31T10:00:00Z"
}

func (v rfc3339) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v rfc3339) ValidateString(ctx context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	if !IsTime(request.ConfigValue.ValueString()) {
		response.Diagnostics.AddAttributeError(request.Path, "Invalid time",
			fmt.Sprintf("%q %s.", request.ConfigValue.ValueString(), v.Description(ctx)))
	}
}

// SameTime reports whether two RFC 3339 timestamps are in the same second. Rebilly may respond with a different offset, and
// the API definition does not specify whether it keeps fractions.
func SameTime(a, b string) bool {
	left, errLeft := time.Parse(time.RFC3339, a)
	right, errRight := time.Parse(time.RFC3339, b)
	return errLeft == nil && errRight == nil && left.Truncate(time.Second).Equal(right.Truncate(time.Second))
}

// PreserveEqualTime returns prior if both are the same time, else current.
func PreserveEqualTime(prior, current string) string {
	if SameTime(prior, current) {
		return prior
	}
	return current
}
