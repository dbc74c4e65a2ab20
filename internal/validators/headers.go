package validators

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// headerName is the token of RFC 9110, section 5.6.2.
var headerName = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")

// Headers returns a validator for the headers of an HTTP request, by name. The elements are the values, or objects that have them. Its
// errors do not contain values, which may be secret.
func Headers() validator.Map { return headers{} }

type headers struct{}

var _ validator.Map = headers{}

// Description implements validator.Map.
func (headers) Description(context.Context) string {
	return "must have the names of HTTP headers, and values without line breaks"
}

// MarkdownDescription implements validator.Map.
func (h headers) MarkdownDescription(ctx context.Context) string { return h.Description(ctx) }

// ValidateMap implements validator.Map.
func (headers) ValidateMap(_ context.Context, request validator.MapRequest, response *validator.MapResponse) {
	names := map[string]string{}
	values := request.ConfigValue.Elements()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		problem := ""
		switch same, isKnown := names[strings.ToLower(name)]; {
		case !headerName.MatchString(name):
			problem = fmt.Sprintf("The name %q is not that of an HTTP header: use letters, digits and hyphens.", name)
		case isKnown:
			problem = fmt.Sprintf("%q and %q are the same header. Remove one of them.", same, name)
		case hasLineBreak(values[name]):
			problem = fmt.Sprintf("The value of %q has a line break. If it is read from a file, use trimspace().", name)
		}
		names[strings.ToLower(name)] = name
		if problem != "" {
			response.Diagnostics.AddAttributeError(request.Path.AtMapKey(name), "Invalid header", problem)
		}
	}
}

// hasLineBreak reports whether a text, or one in an object, has a line break.
func hasLineBreak(value attr.Value) bool {
	switch value := value.(type) {
	case types.String:
		return strings.ContainsAny(value.ValueString(), "\r\n")
	case types.Object:
		return slices.ContainsFunc(slices.Collect(maps.Values(value.Attributes())), hasLineBreak)
	}
	return false
}
