package validators

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

const (
	emptyRestriction = "Empty restriction"
	// maxNames is the maximum number of attributes that an error lists.
	maxNames = 6
)

// Restriction validates that a set of values that something is restricted to is not empty: an empty one restricts nothing, such as
// the result of a filter that found no object.
func Restriction() validator.Set { return restriction{} }

type restriction struct{}

var _ validator.Set = restriction{}

func (restriction) Description(context.Context) string { return "must not be empty" }

func (v restriction) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (restriction) ValidateSet(_ context.Context, request validator.SetRequest, response *validator.SetResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() || len(request.ConfigValue.Elements()) > 0 {
		return
	}
	response.Diagnostics.AddAttributeError(request.Path, emptyRestriction,
		fmt.Sprintf("%s is empty, so it restricts nothing. Add an element, or remove it or set it to null if nothing is to be restricted.",
			request.Path))
}

// Restrictions validates that an object of restrictions has one. Terraform removes an attribute with a misspelled name without a
// message.
func Restrictions() validator.Object { return restrictions{} }

type restrictions struct{}

var _ validator.Object = restrictions{}

func (restrictions) Description(context.Context) string { return "must have at least one attribute" }

func (v restrictions) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (restrictions) ValidateObject(_ context.Context, request validator.ObjectRequest, response *validator.ObjectResponse) {
	if !hasNone(request.ConfigValue) {
		return
	}
	attributes := request.ConfigValue.Attributes()
	names := ""
	if len(attributes) <= maxNames {
		names = ": the attributes are " + strings.Join(slices.Sorted(maps.Keys(attributes)), ", ")
	}
	response.Diagnostics.AddAttributeError(request.Path, emptyRestriction,
		fmt.Sprintf("No attribute of %s is set, so it restricts nothing. Terraform ignores misspelled names%s. "+
			"Set an attribute, or remove %[1]s if nothing is to be restricted.", request.Path, names))
}
