package kind

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// JSON is a JSON object or array as a text. Texts of the same JSON value are equal.
type JSON struct {
	// Description, Details, Required and Unset are as in Text.
	Description, Details string
	Required             bool
	Unset                Unset
}

func (f JSON) text() Text {
	return Text{
		Description: f.Description + ", as JSON", Required: f.Required, Unset: f.Unset,
		Details:    strings.TrimSpace("Use `jsonencode()`; texts of the same JSON value are equal. " + f.Details),
		Validators: []validator.String{jsonContainer{}},
	}
}

// Attribute implements Field.
func (f JSON) Attribute() schema.Attribute { return f.text().Attribute() }

// Type implements Field.
func (JSON) Type() attr.Type { return types.StringType }

// ToAPI implements Field.
func (f JSON) ToAPI(value attr.Value) any {
	text, _ := value.(types.String)
	if text.IsNull() {
		return f.Unset.json(map[string]any{})
	}
	decoder := json.NewDecoder(strings.NewReader(text.ValueString()))
	decoder.UseNumber()
	var document any
	if decoder.Decode(&document) != nil {
		// The validator accepts only JSON.
		return nil
	}
	return document
}

// FromAPI implements Field. A text of the same JSON value keeps the form that Terraform holds.
func (f JSON) FromAPI(value any, prior attr.Value) attr.Value {
	if value == nil {
		return types.StringNull()
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(value) != nil {
		return types.StringNull()
	}
	text := strings.TrimSpace(out.String())
	if held, ok := prior.(types.String); ok && tfvalue.EqualJSONText(held.ValueString(), text) {
		return held
	}
	return types.StringValue(text)
}

// Accept implements Field.
func (JSON) Accept(value any) (any, error) { return value, nil }

// AddTo implements Field.
func (f JSON) AddTo(shape *rebilly.Shape, path string) {
	f.Unset.addTo(shape, path)
	shape.ReplaceFields = append(shape.ReplaceFields, path)
}

// Definition implements Field.
func (f JSON) Definition() Definition {
	return Definition{Type: "object", Required: f.Required, Nullable: !f.Required && f.Unset == Null}
}

// jsonContainer validates that a text is a JSON object or array.
type jsonContainer struct{}

var _ validator.String = jsonContainer{}

func (jsonContainer) Description(context.Context) string { return "must be a JSON object or array" }

func (v jsonContainer) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (jsonContainer) ValidateString(_ context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	text := strings.TrimSpace(request.ConfigValue.ValueString())
	if (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")) && json.Valid([]byte(text)) {
		return
	}
	response.Diagnostics.AddAttributeError(request.Path, "Invalid JSON",
		"The value must be a JSON object or array. Use jsonencode() to write it.")
}
