package kind

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// Secret is a write-only string: it is in the configuration, and never in a plan or a state. Its name ends in _wo, and beside it
// there must be a SecretVersion, whose name ends in _wo_version. The secret is sent when the version changes.
type Secret struct {
	// Description, Details, Required and Length are as in Text.
	Description, Details string
	Required             bool
	Length               Bounds
	// RequiredOnCreate is true if a new object needs the secret. An object that exists, such as an imported one, keeps it.
	RequiredOnCreate bool
	// HasPlain is true if there is a PlainSecret beside it, of which the API's field is the same.
	HasPlain bool
}

var _ Field = Secret{}

// Attribute implements Field.
func (f Secret) Attribute() schema.Attribute {
	attribute := schema.StringAttribute{
		Required: f.Required, Optional: !f.Required, WriteOnly: true, Sensitive: true,
		Validators: []validator.String{versioned{}},
		MarkdownDescription: describe(f.Description, f.Length.text(" characters"), strings.TrimSpace(f.Details+
			" Write-only: Terraform does not store it. Change the version beside it to send a different value."), ""),
	}
	if f.Length.hasMin {
		attribute.Validators = append(attribute.Validators, stringvalidator.UTF8LengthAtLeast(int(f.Length.min)))
	}
	if f.Length.hasMax {
		attribute.Validators = append(attribute.Validators, stringvalidator.UTF8LengthAtMost(int(f.Length.max)))
	}
	if f.HasPlain {
		attribute.Validators = append(attribute.Validators, withoutPlain{})
	}
	return attribute
}

// APIName returns the API's name of the secret.
func (Secret) APIName(attribute string) string {
	return naming.Camel(strings.TrimSuffix(attribute, crud.WriteOnlySuffix))
}

// Type implements Field.
func (Secret) Type() attr.Type { return types.StringType }

// ToAPI implements Field. A secret is null unless it must be sent.
func (Secret) ToAPI(value attr.Value) any {
	secret, _ := value.(types.String)
	if secret.IsNull() {
		return Omitted
	}
	return secret.ValueString()
}

// FromAPI implements Field.
func (Secret) FromAPI(any, attr.Value) attr.Value { return types.StringNull() }

// Accept implements Field. What a response has is at best masked, and never kept.
func (Secret) Accept(any) (any, error) { return Omitted, nil }

// AddTo implements Field.
func (Secret) AddTo(shape *rebilly.Shape, path string) {
	shape.WriteOnly = append(shape.WriteOnly, path)
}

// Definition implements Field.
func (f Secret) Definition() Definition {
	if f.HasPlain {
		return Definition{}
	}
	return Definition{Type: "string", Required: f.Required || f.RequiredOnCreate, WriteOnly: true, Bounds: f.Length}
}

// PlainSecret is a string that may be a secret, in a plan and a state, for values that are none. Beside it there must be a Secret with
// the suffix _wo, and a configuration has one of them. Rebilly returns the value of both, so a state has it only if this attribute is
// configured: imports and data sources do not read it, and an object that has neither keeps the value that it has in Rebilly.
type PlainSecret struct{ Text }

var _ Field = PlainSecret{}

// ToAPI implements Field.
func (PlainSecret) ToAPI(value attr.Value) any { return Text{Unset: Omit}.ToAPI(value) }

// FromAPI implements Field.
func (PlainSecret) FromAPI(value any, prior attr.Value) attr.Value {
	if prior == nil || prior.IsNull() {
		return types.StringNull()
	}
	return Text{}.FromAPI(value, prior)
}

// AddTo implements Field.
func (PlainSecret) AddTo(*rebilly.Shape, string) {}

// Definition implements Field. The API requires the value.
func (f PlainSecret) Definition() Definition {
	definition := f.Text.Definition()
	definition.Required, definition.Nullable = true, false
	return definition
}

// SecretVersion is the version of the Secret beside it. Rebilly does not have it.
type SecretVersion struct{}

var _ Field = SecretVersion{}

// Attribute implements Field.
func (SecretVersion) Attribute() schema.Attribute {
	return schema.Int64Attribute{
		Optional: true,
		MarkdownDescription: "Version of the write-only argument beside it. Its value is sent to Rebilly when the version changes. " +
			"After an import, set any version to send it.",
	}
}

// Type implements Field.
func (SecretVersion) Type() attr.Type { return types.Int64Type }

// ToAPI implements Field.
func (SecretVersion) ToAPI(attr.Value) any { return Omitted }

// FromAPI implements Field. It keeps the version that Terraform holds.
func (SecretVersion) FromAPI(_ any, prior attr.Value) attr.Value {
	if prior == nil || prior.IsUnknown() {
		return types.Int64Null()
	}
	return prior
}

// Accept implements Field.
func (SecretVersion) Accept(any) (any, error) { return Omitted, nil }

// AddTo implements Field.
func (SecretVersion) AddTo(*rebilly.Shape, string) {}

// Definition implements Field.
func (SecretVersion) Definition() Definition { return Definition{} }

// withoutPlain rejects a secret with a PlainSecret beside it.
type withoutPlain struct{}

var _ validator.String = withoutPlain{}

func (withoutPlain) Description(context.Context) string {
	return "must not have the plain value beside it"
}

func (v withoutPlain) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (withoutPlain) ValidateString(ctx context.Context, request validator.StringRequest, response *validator.StringResponse) {
	name := lastName(request.Path)
	if name == "" || request.ConfigValue.IsNull() {
		return
	}
	plain := strings.TrimSuffix(name, crud.WriteOnlySuffix)
	var value types.String
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, request.Path.ParentPath().AtName(plain), &value)...)
	if !value.IsNull() && !value.IsUnknown() {
		response.Diagnostics.AddAttributeError(request.Path, "Conflicting arguments",
			fmt.Sprintf("%s and %s are both set. Set %s for a secret, and %s for a value that a state may have.", plain, name, name, plain))
	}
}

// versioned requires the version of a secret that is set.
type versioned struct{}

var _ validator.String = versioned{}

func (versioned) Description(context.Context) string { return "must have a version beside it" }

func (v versioned) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (versioned) ValidateString(ctx context.Context, request validator.StringRequest, response *validator.StringResponse) {
	name := lastName(request.Path)
	if name == "" || request.ConfigValue.IsNull() {
		return
	}
	at := request.Path.ParentPath().AtName(name + crud.VersionSuffix)
	var version types.Int64
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, at, &version)...)
	if version.IsNull() {
		response.Diagnostics.AddAttributeError(at, "Missing version of a write-only argument",
			fmt.Sprintf("%s is set, but %[1]s%s is not. Terraform cannot see whether a write-only value changes: "+
				"set a version, such as 1, and increase it whenever the value changes.", name, crud.VersionSuffix))
	}
}

// lastName returns the name of the attribute at a path, "" if the path does not end with one.
func lastName(at path.Path) string {
	step, _ := at.Steps().LastStep()
	name, _ := step.(path.PathStepAttributeName)
	return string(name)
}
