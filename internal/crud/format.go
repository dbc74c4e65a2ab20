package crud

import (
	"context"
	"encoding/json"
	"math/big"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// notShown replaces a value that may be sensitive. Terraform does not send providers which values are marked as sensitive in the
// configuration, so warnings contain only those that are not secrets by their kind: numbers, booleans, times, names, currencies and
// values of a fixed set. They never contain a value of custom_fields or a free text.
const notShown = "(value not shown)"

// formatValue returns a value for a warning, without a look at its attribute: a number, a boolean, a time or null; all others are
// not shown.
func formatValue(value tftypes.Value) string {
	return encodeShown(shownLeaf(value, validators.IsTime(textOf(value))))
}

// formatAttribute returns the value of an attribute as JSON for a warning, shortened if it is long, with notShown for each part that
// may be sensitive. A nil attribute is one that the schema does not have, such as within custom_fields.
func formatAttribute(ctx context.Context, at path.Path, attributes map[string]schema.Attribute, value tftypes.Value) string {
	attribute, name := attributeAt(at, attributes)
	return encodeShown(shown(ctx, attribute, name, value))
}

func encodeShown(value any) string {
	const most = 200
	encoded, err := json.Marshal(value)
	if err != nil || value == notShown {
		return notShown
	}
	if text := []rune(string(encoded)); len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(encoded)
}

// attributeAt returns the attribute at a path of names and its last name; nil if the schema has none.
func attributeAt(at path.Path, attributes map[string]schema.Attribute) (attribute schema.Attribute, name string) {
	for _, step := range at.Steps() {
		named, ok := step.(path.PathStepAttributeName)
		if !ok {
			return nil, ""
		}
		name = string(named)
		attribute = attributes[name]
		attributes = tfvalue.ChildAttributes(attribute)
	}
	return attribute, name
}

// shown returns what a warning may contain of the value of an attribute.
func shown(ctx context.Context, attribute schema.Attribute, name string, value tftypes.Value) any {
	if value.IsNull() || !value.IsKnown() {
		return nil
	}
	if attribute == nil || attribute.IsSensitive() || attribute.IsWriteOnly() {
		return notShown
	}
	members, elements := tfvalue.Children(value)
	switch a := attribute.(type) {
	case schema.SingleNestedAttribute:
		return shownMembers(ctx, a.Attributes, members)
	case schema.ListNestedAttribute:
		list := make([]any, len(elements))
		for i, element := range elements {
			members, _ := tfvalue.Children(element)
			list[i] = shownMembers(ctx, a.NestedObject.Attributes, members)
		}
		return list
	case schema.MapNestedAttribute:
		entries := map[string]any{}
		for key, entry := range tfvalue.Entries(value) {
			members, _ := tfvalue.Children(entry)
			entries[key] = shownMembers(ctx, a.NestedObject.Attributes, members)
		}
		return entries
	case schema.StringAttribute:
		return shownLeaf(value, name == "name" || hasFixedValues(ctx, a))
	}
	return shownLeaf(value, false)
}

func shownMembers(ctx context.Context, attributes map[string]schema.Attribute, members map[string]tftypes.Value) map[string]any {
	items := map[string]any{}
	for name, member := range members {
		if item := shown(ctx, attributes[name], name, member); item != nil {
			items[name] = item
		}
	}
	return items
}

// shownLeaf returns a number, a boolean, or a text that is known not to be a secret.
func shownLeaf(value tftypes.Value, isPublicText bool) any {
	switch {
	case value.IsNull() || !value.IsKnown():
		return nil
	case value.Type().Is(tftypes.Number):
		number := new(big.Float)
		_ = value.As(&number)
		return json.Number(number.Text('f', -1))
	case value.Type().Is(tftypes.Bool):
		var truth bool
		_ = value.As(&truth)
		return truth
	case value.Type().Is(tftypes.String) && isPublicText:
		return textOf(value)
	}
	return notShown
}

func textOf(value tftypes.Value) string {
	var text string
	if value.Type().Is(tftypes.String) {
		_ = value.As(&text)
	}
	return text
}

// hasFixedValues reports whether validators allow only times, currencies, or the values of a fixed set.
func hasFixedValues(ctx context.Context, attribute schema.StringAttribute) bool {
	for _, v := range attribute.Validators {
		switch text := v.Description(ctx); {
		case text == validators.Time().Description(ctx), text == validators.Currency().Description(ctx),
			text == validators.TimeOfDay().Description(ctx), strings.HasPrefix(text, "value must be one of: "):
			return true
		}
	}
	return false
}
