package kind

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// Text is a string.
type Text struct {
	// Description is what the value is, without the final period. Bounds, values and the default are added to it.
	Description string
	// Details are further sentences of the description.
	Details  string
	Required bool
	// ReadOnly is true if only Rebilly sets the value.
	ReadOnly bool
	// ChangesWith are the attributes, at the root, that a read-only value may change with. Otherwise it is planned to stay.
	ChangesWith []string
	Unset       Unset
	// Length is the number of characters.
	Length Bounds
	// Values are all allowed values; nil means any.
	Values []string
	// Default is planned if the attribute is not configured.
	Default *string
	// Replace is true if a different value needs a different object.
	Replace bool
	// Final, if set, is a value that Rebilly never changes, so that a different value needs a different object.
	Final         string
	Validators    []validator.String
	PlanModifiers []planmodifier.String
}

// Attribute implements Field.
func (f Text) Attribute() schema.Attribute {
	attribute := schema.StringAttribute{
		Required: f.Required, Optional: !f.Required && !f.ReadOnly, Computed: f.ReadOnly || f.Default != nil,
		Validators: slices.Clone(f.Validators), PlanModifiers: slices.Clone(f.PlanModifiers),
	}
	limits := f.Length.text(" characters") + oneOf(f.Values)
	switch b := f.Length; {
	case f.ReadOnly:
	case f.Values != nil:
		attribute.Validators = append(attribute.Validators, valueIn(f.Values))
	case b.hasMin && b.hasMax:
		attribute.Validators = append(attribute.Validators, stringvalidator.UTF8LengthBetween(int(b.min), int(b.max)))
	case b.hasMin:
		attribute.Validators = append(attribute.Validators, stringvalidator.UTF8LengthAtLeast(int(b.min)))
	case b.hasMax:
		attribute.Validators = append(attribute.Validators, stringvalidator.UTF8LengthAtMost(int(b.max)))
	}
	var standard string
	if f.Default != nil {
		attribute.Default = stringdefault.StaticString(*f.Default)
		standard = *f.Default
	}
	if f.ReadOnly {
		attribute.PlanModifiers = append(attribute.PlanModifiers, changesWith(f.ChangesWith))
	}
	details := f.Details
	if f.Replace {
		attribute.PlanModifiers = append(attribute.PlanModifiers, stringplanmodifier.RequiresReplace())
		details = strings.TrimSpace(details + " Changing it replaces the object.")
	}
	if f.Final != "" {
		attribute.PlanModifiers = append(attribute.PlanModifiers, f.replaceIfFinal())
	}
	attribute.MarkdownDescription = describe(f.Description, limits, details, standard)
	return attribute
}

// followed returns the attributes that the value may change with.
func (f Text) followed() []string { return f.ChangesWith }

// replaceIfFinal returns the plan modifier for a value that Rebilly never changes.
func (f Text) replaceIfFinal() planmodifier.String {
	description := fmt.Sprintf("A different value than %q replaces the object.", f.Final)
	return stringplanmodifier.RequiresReplaceIf(func(_ context.Context, request planmodifier.StringRequest,
		response *stringplanmodifier.RequiresReplaceIfFuncResponse,
	) {
		response.RequiresReplace = f.needsNew(request.StateValue, request.PlanValue)
	}, description, description)
}

// needsNew reports whether a change of the value needs a different object.
func (f Text) needsNew(before, after types.String) bool {
	return !before.Equal(after) && (f.Replace || f.Final != "" && before.ValueString() == f.Final)
}

// Type implements Field.
func (Text) Type() attr.Type { return types.StringType }

// ToAPI implements Field.
func (f Text) ToAPI(value attr.Value) any {
	text, _ := value.(types.String)
	switch {
	case f.ReadOnly:
		return Omitted
	case text.IsNull():
		return f.Unset.json("")
	}
	return text.ValueString()
}

// FromAPI implements Field.
func (f Text) FromAPI(value any, _ attr.Value) attr.Value {
	text, exists := value.(string)
	switch {
	case f.Default != nil && text == "":
		return types.StringValue(*f.Default)
	case !exists && !f.Required && f.Unset != Empty:
		return types.StringNull()
	}
	return types.StringValue(text)
}

// Accept implements Field.
func (Text) Accept(value any) (any, error) { return accept[string](value, "a string") }

// AddTo implements Field.
func (f Text) AddTo(shape *rebilly.Shape, path string) { f.Unset.addTo(shape, path) }

// Definition implements Field.
func (f Text) Definition() Definition {
	d := Definition{
		Type: "string", Required: f.Required, ReadOnly: f.ReadOnly, Enum: f.Values, Bounds: f.Length,
		HasFormat: len(f.Validators) > 0,
		Nullable:  !f.Required && f.Default == nil && f.Unset == Null,
	}
	if f.Default != nil {
		d.Default = *f.Default
	}
	return d
}

// accept returns a value of a type, or an error that names the type.
func accept[T any](value any, name string) (any, error) {
	if _, ok := value.(T); !ok {
		return nil, fmt.Errorf("it is not %s", name)
	}
	return value, nil
}

// Currency returns the declaration of a required ISO 4217 code.
func Currency(description string) Text {
	return Text{
		Description: description + ", an ISO 4217 code such as `USD`", Required: true,
		Validators: []validator.String{validators.Currency()},
	}
}

// Filter returns the declaration of a Rebilly search filter.
func Filter(description, details string, unset Unset) Text {
	return Text{Description: description, Details: details, Unset: unset, Validators: []validator.String{validators.Filter()}}
}

// Boolean is true or false.
type Boolean struct {
	// Description, Details, ReadOnly and Unset are as in Text.
	Description, Details string
	ReadOnly             bool
	Unset                Unset
	// Default is planned if the attribute is not configured.
	Default *bool
}

// Attribute implements Field.
func (f Boolean) Attribute() schema.Attribute {
	attribute := schema.BoolAttribute{Optional: !f.ReadOnly, Computed: f.ReadOnly || f.Default != nil}
	var standard string
	if f.Default != nil {
		attribute.Default = booldefault.StaticBool(*f.Default)
		standard = strconv.FormatBool(*f.Default)
	}
	attribute.MarkdownDescription = describe(f.Description, "", f.Details, standard)
	return attribute
}

// Type implements Field.
func (Boolean) Type() attr.Type { return types.BoolType }

// ToAPI implements Field.
func (f Boolean) ToAPI(value attr.Value) any {
	truth, _ := value.(types.Bool)
	switch {
	case f.ReadOnly:
		return Omitted
	case !truth.IsNull():
		return truth.ValueBool()
	case f.Default != nil:
		return *f.Default
	}
	return f.Unset.json(false)
}

// FromAPI implements Field.
func (f Boolean) FromAPI(value any, _ attr.Value) attr.Value {
	truth, exists := value.(bool)
	switch {
	case exists:
		return types.BoolValue(truth)
	case f.Default != nil:
		return types.BoolValue(*f.Default)
	}
	return types.BoolNull()
}

// Accept implements Field.
func (Boolean) Accept(value any) (any, error) { return accept[bool](value, "a boolean") }

// AddTo implements Field.
func (f Boolean) AddTo(shape *rebilly.Shape, path string) { f.Unset.addTo(shape, path) }

// Definition implements Field.
func (f Boolean) Definition() Definition {
	d := Definition{Type: "boolean", ReadOnly: f.ReadOnly, Nullable: f.Default == nil && f.Unset == Null}
	if f.Default != nil {
		d.Default = *f.Default
	}
	return d
}

// Integer is a whole number.
type Integer struct {
	// Description, Details, Required, ReadOnly, ChangesWith and Unset are as in Text.
	Description, Details string
	Required             bool
	ReadOnly             bool
	ChangesWith          []string
	Unset                Unset
	Range                Bounds
	// Default is planned if the attribute is not configured.
	Default *int64
}

// Attribute implements Field.
func (f Integer) Attribute() schema.Attribute {
	attribute := schema.Int64Attribute{
		Required: f.Required, Optional: !f.Required && !f.ReadOnly, Computed: f.ReadOnly || f.Default != nil,
	}
	switch b := f.Range; {
	case b.hasMin && b.hasMax:
		attribute.Validators = []validator.Int64{int64validator.Between(int64(b.min), int64(b.max))}
	case b.hasMin:
		attribute.Validators = []validator.Int64{int64validator.AtLeast(int64(b.min))}
	case b.hasMax:
		attribute.Validators = []validator.Int64{int64validator.AtMost(int64(b.max))}
	}
	if f.ReadOnly {
		attribute.PlanModifiers = []planmodifier.Int64{changesWith(f.ChangesWith)}
	}
	var standard string
	if f.Default != nil {
		attribute.Default = int64default.StaticInt64(*f.Default)
		standard = strconv.FormatInt(*f.Default, 10)
	}
	attribute.MarkdownDescription = describe(f.Description, f.Range.text(""), f.Details, standard)
	return attribute
}

// followed returns the attributes that the value may change with.
func (f Integer) followed() []string { return f.ChangesWith }

// Type implements Field.
func (Integer) Type() attr.Type { return types.Int64Type }

// ToAPI implements Field.
func (f Integer) ToAPI(value attr.Value) any {
	number, _ := value.(types.Int64)
	switch {
	case f.ReadOnly:
		return Omitted
	case !number.IsNull():
		return json.Number(strconv.FormatInt(number.ValueInt64(), 10))
	}
	return f.Unset.json(json.Number("0"))
}

// FromAPI implements Field.
func (f Integer) FromAPI(value any, _ attr.Value) attr.Value {
	literal, _ := value.(json.Number)
	number, err := literal.Int64()
	switch {
	case err == nil:
		return types.Int64Value(number)
	case f.Default != nil:
		return types.Int64Value(*f.Default)
	}
	return types.Int64Null()
}

// Accept implements Field.
func (Integer) Accept(value any) (any, error) {
	literal, _ := value.(json.Number)
	if _, err := literal.Int64(); err != nil {
		return nil, errors.New("it is not an integer")
	}
	return value, nil
}

// AddTo implements Field.
func (f Integer) AddTo(shape *rebilly.Shape, path string) { f.Unset.addTo(shape, path) }

// Definition implements Field.
func (f Integer) Definition() Definition {
	d := Definition{
		Type: "integer", Required: f.Required, ReadOnly: f.ReadOnly, Bounds: f.Range,
		Nullable: !f.Required && f.Default == nil && f.Unset == Null,
	}
	if f.Default != nil {
		d.Default = json.Number(strconv.FormatInt(*f.Default, 10))
	}
	return d
}

// Number is an exact decimal number.
type Number struct {
	// Description, Details, Required and Unset are as in Text.
	Description, Details string
	Required             bool
	Unset                Unset
	Range                Bounds
	Validators           []validator.Float64
	// Currency is the attribute beside it that has the currency, if the number is an amount of money.
	Currency string
}

// within validates that a number is within bounds. The validators of the framework write 150 as 150.000000.
type within struct{ Bounds }

var _ validator.Float64 = within{}

func (w within) Description(context.Context) string {
	number := func(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }
	switch {
	case w.hasMin && w.hasMax:
		return fmt.Sprintf("must be between %s and %s", number(w.min), number(w.max))
	case w.hasMin:
		return "must be at least " + number(w.min)
	}
	return "must be at most " + number(w.max)
}

func (w within) MarkdownDescription(ctx context.Context) string { return w.Description(ctx) }

func (w within) ValidateFloat64(ctx context.Context, request validator.Float64Request, response *validator.Float64Response) {
	value := request.ConfigValue.ValueFloat64()
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() || (!w.hasMin || value >= w.min) && (!w.hasMax || value <= w.max) {
		return
	}
	response.Diagnostics.AddAttributeError(request.Path, "Invalid number",
		fmt.Sprintf("%s is %s, but %s.", request.Path, strconv.FormatFloat(value, 'g', -1, 64), w.Description(ctx)))
}

// Attribute implements Field.
func (f Number) Attribute() schema.Attribute {
	attribute := schema.Float64Attribute{
		Required: f.Required, Optional: !f.Required, Validators: append(slices.Clone(f.Validators), decimal.MaxPrecision()),
		MarkdownDescription: describe(f.Description, f.Range.text(""), f.Details, ""),
	}
	if f.Range.hasMin || f.Range.hasMax {
		attribute.Validators = append(attribute.Validators, within{f.Range})
	}
	if f.Currency != "" {
		attribute.Validators = append(attribute.Validators, amount{f.Currency})
	}
	return attribute
}

// Type implements Field.
func (Number) Type() attr.Type { return types.Float64Type }

// ToAPI implements Field.
func (f Number) ToAPI(value attr.Value) any {
	number, _ := value.(types.Float64)
	if number.IsNull() {
		return f.Unset.json(json.Number("0"))
	}
	return decimal.ToJSON(number)
}

// FromAPI implements Field.
func (Number) FromAPI(value any, _ attr.Value) attr.Value {
	literal, _ := value.(json.Number)
	return decimal.FromJSON(literal)
}

// Accept implements Field.
func (Number) Accept(value any) (any, error) { return accept[json.Number](value, "a number") }

// AddTo implements Field.
func (f Number) AddTo(shape *rebilly.Shape, path string) { f.Unset.addTo(shape, path) }

// Definition implements Field.
func (f Number) Definition() Definition {
	return Definition{
		Type: "number", Required: f.Required, Nullable: !f.Required && f.Unset == Null, Bounds: f.Range,
		HasFormat: len(f.Validators) > 0,
	}
}

// amount warns about an amount that cannot be paid in the currency of the attribute beside it.
type amount struct{ currency string }

var _ validator.Float64 = amount{}

func (amount) Description(context.Context) string {
	return "should be an amount that the currency allows"
}

func (v amount) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v amount) ValidateFloat64(ctx context.Context, request validator.Float64Request, response *validator.Float64Response) {
	var code types.String
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, request.Path.ParentPath().AtName(v.currency), &code)...)
	response.Diagnostics.Append(validators.Amount(ctx, request.Config, request.Path, request.ConfigValue, code, false)...)
}

// Time is an RFC 3339 timestamp. Timestamps of the same instant are equal.
type Time struct {
	// Description, Details, Required, ReadOnly and Unset are as in Text.
	Description, Details string
	Required             bool
	ReadOnly             bool
	Unset                Unset
}

func (f Time) text() Text {
	return Text{
		Description: f.Description, Required: f.Required, ReadOnly: f.ReadOnly, Unset: f.Unset,
		Details:    strings.TrimSpace("An RFC 3339 timestamp, such as `2026-01-31T10:00:00Z`. " + f.Details),
		Validators: []validator.String{validators.Time()}, PlanModifiers: []planmodifier.String{SameInstant{}},
	}
}

// Attribute implements Field.
func (f Time) Attribute() schema.Attribute { return f.text().Attribute() }

// Type implements Field.
func (Time) Type() attr.Type { return types.StringType }

// ToAPI implements Field.
func (f Time) ToAPI(value attr.Value) any { return f.text().ToAPI(value) }

// FromAPI implements Field. A timestamp of the same instant keeps the form that Terraform holds.
func (f Time) FromAPI(value any, prior attr.Value) attr.Value {
	text, exists := value.(string)
	held, _ := prior.(types.String)
	if exists && held.ValueString() != "" {
		return types.StringValue(validators.PreserveEqualTime(held.ValueString(), text))
	}
	return f.text().FromAPI(value, nil)
}

// Accept implements Field.
func (Time) Accept(value any) (any, error) { return accept[string](value, "a string") }

// AddTo implements Field.
func (f Time) AddTo(shape *rebilly.Shape, path string) { f.Unset.addTo(shape, path) }

// Definition implements Field.
func (f Time) Definition() Definition { return f.text().Definition() }

// SameInstant is a plan modifier that keeps the timestamp of the state if the configured one is the same instant.
type SameInstant struct{}

var _ planmodifier.String = SameInstant{}

// Description implements planmodifier.String.
func (SameInstant) Description(context.Context) string { return "Timestamps are compared as instants." }

// MarkdownDescription implements planmodifier.String.
func (m SameInstant) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

// PlanModifyString implements planmodifier.String.
func (SameInstant) PlanModifyString(_ context.Context, request planmodifier.StringRequest, response *planmodifier.StringResponse) {
	if !request.PlanValue.IsNull() && !request.PlanValue.IsUnknown() && !request.StateValue.IsNull() {
		response.PlanValue = types.StringValue(
			validators.PreserveEqualTime(request.StateValue.ValueString(), request.PlanValue.ValueString()))
	}
}

// changesWith plans the value of the state for a read-only attribute, unless one of these attributes changes.
type changesWith []string

var (
	_ planmodifier.String = changesWith{}
	_ planmodifier.Int64  = changesWith{}
)

func (m changesWith) Description(context.Context) string {
	if len(m) == 0 {
		return "The value does not change."
	}
	return "The value may change with " + strings.Join(m, ", ") + "."
}

func (m changesWith) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (m changesWith) PlanModifyString(_ context.Context, request planmodifier.StringRequest, response *planmodifier.StringResponse) {
	switch {
	case request.State.Raw.IsNull() || request.StateValue.IsNull():
	case m.anyChanges(request.Config.Raw, request.State.Raw):
		// The framework plans the prior value if an attribute is only removed from the configuration.
		response.PlanValue = types.StringUnknown()
	default:
		response.PlanValue = request.StateValue
	}
}

func (m changesWith) PlanModifyInt64(_ context.Context, request planmodifier.Int64Request, response *planmodifier.Int64Response) {
	switch {
	case request.State.Raw.IsNull() || request.StateValue.IsNull():
	case m.anyChanges(request.Config.Raw, request.State.Raw):
		response.PlanValue = types.Int64Unknown()
	default:
		response.PlanValue = request.StateValue
	}
}

// anyChanges reports whether one of the attributes has a different value in a configuration than in a state. The plan may not have
// it yet: the order of plan modifiers is not defined.
func (m changesWith) anyChanges(config, state tftypes.Value) bool {
	configured, _ := tfvalue.Children(config)
	held, _ := tfvalue.Children(state)
	return slices.ContainsFunc(m, func(name string) bool {
		bothEmpty := configured[name].IsFullyKnown() && tfvalue.IsEmpty(configured[name]) && tfvalue.IsEmpty(held[name])
		return !bothEmpty && !configured[name].Equal(held[name])
	})
}
