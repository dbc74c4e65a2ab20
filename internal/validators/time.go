package validators

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Go takes more than RFC 3339 has: hours of one digit, a comma before the fraction, and offsets of a day (issue 54580 of Go).
var timeForm = regexp.MustCompile(`T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// IsTime tells of a text that it is a time of RFC 3339.
func IsTime(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	return err == nil && timeForm.MatchString(text)
}

// Time validates a time of RFC 3339.
func Time() validator.String { return rfc3339{} }

type rfc3339 struct{}

var _ validator.String = rfc3339{}

func (rfc3339) Description(context.Context) string {
	return "must be a time of RFC 3339, such as 2026-01-31T10:00:00Z"
}

func (v rfc3339) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v rfc3339) ValidateString(ctx context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	if !IsTime(request.ConfigValue.ValueString()) {
		response.Diagnostics.AddAttributeError(request.Path, "Invalid time", fmt.Sprintf("%q %s.", request.ConfigValue.ValueString(), v.Description(ctx)))
	}
}

// SameTime tells of two times of RFC 3339 that they are in the same second: Rebilly may answer with another offset, and
// whether it keeps fractions its definition does not say.
func SameTime(a, b string) bool {
	left, errLeft := time.Parse(time.RFC3339, a)
	right, errRight := time.Parse(time.RFC3339, b)
	return errLeft == nil && errRight == nil && left.Truncate(time.Second).Equal(right.Truncate(time.Second))
}

// PreserveEqualTime is a time in the form in which Terraform holds it, if that is the same moment.
func PreserveEqualTime(held, now string) string {
	if SameTime(held, now) {
		return held
	}
	return now
}
