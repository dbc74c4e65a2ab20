package eventrules

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// uniqueLocales warns about several templates for one locale.
type uniqueLocales struct{}

var _ validator.List = uniqueLocales{}

func (uniqueLocales) Description(context.Context) string {
	return "each should have a different locale"
}

func (v uniqueLocales) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (uniqueLocales) ValidateList(_ context.Context, request validator.ListRequest, response *validator.ListResponse) {
	seen := map[string]bool{}
	for i, element := range request.ConfigValue.Elements() {
		object, _ := element.(types.Object)
		text, _ := object.Attributes()["locale"].(types.String)
		tag := strings.ToLower(text.ValueString())
		if at := request.Path.AtListIndex(i).AtName("locale"); seen[tag] && tag != "" {
			response.Diagnostics.AddAttributeWarning(at, fmt.Sprintf("Two templates for the locale %q", tag),
				fmt.Sprintf("%s is that of an earlier template of the same message. Which one Rebilly sends is not documented.", at))
		}
		seen[tag] = true
	}
}

// uniqueElements validates that no two elements of a list are equal. Elements with a part that is not known yet can become different.
type uniqueElements struct{}

var _ validator.List = uniqueElements{}

func (uniqueElements) Description(context.Context) string { return "all elements must be different" }

func (v uniqueElements) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (uniqueElements) ValidateList(ctx context.Context, request validator.ListRequest, response *validator.ListResponse) {
	elements := request.ConfigValue.Elements()
	for i, element := range elements {
		value, err := element.ToTerraformValue(ctx)
		earlier := slices.IndexFunc(elements[:i], element.Equal)
		if err != nil || earlier < 0 || !value.IsFullyKnown() {
			continue
		}
		at := request.Path.AtListIndex(i)
		response.Diagnostics.AddAttributeError(at, "Duplicate element",
			fmt.Sprintf("%s is equal to %s. Remove one of them.", at, request.Path.AtListIndex(earlier)))
	}
}

// hasBody validates that the body or the other body beside it is set.
type hasBody struct{ other string }

var _ validator.String = hasBody{}

func (v hasBody) Description(context.Context) string { return "must be set unless " + v.other + " is" }

func (v hasBody) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v hasBody) ValidateString(ctx context.Context, request validator.StringRequest, response *validator.StringResponse) {
	var other types.String
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, request.Path.ParentPath().AtName(v.other), &other)...)
	isEmpty := func(text types.String) bool { return !text.IsUnknown() && text.ValueString() == "" }
	if isEmpty(request.ConfigValue) && isEmpty(other) {
		response.Diagnostics.AddAttributeError(request.Path, "Missing body",
			fmt.Sprintf("Set text, html or both in %s.", request.Path.ParentPath()))
	}
}
