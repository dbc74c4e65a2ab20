// Package tfaccess reads and writes values of the framework: interfaces that its configurations, plans, states, identities and
// private states have in common, of which the framework exports none, and typed access to the attributes of an object.
package tfaccess

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// AttributeGetter is a configuration, plan, state or identity.
type AttributeGetter interface {
	GetAttribute(ctx context.Context, at path.Path, target any) diag.Diagnostics
}

// RootAttribute returns an attribute of a configuration, plan or state. Other targets than an attr.Value would convert objects three times.
func RootAttribute[T attr.Value](ctx context.Context, from AttributeGetter, name string) (T, diag.Diagnostics) {
	var value attr.Value
	diagnostics := from.GetAttribute(ctx, path.Root(name), &value)
	attribute, ok := value.(T)
	if !ok && !diagnostics.HasError() {
		diagnostics.AddAttributeError(path.Root(name), "Unexpected attribute type",
			fmt.Sprintf("Expected %T, got: %T. Please report this issue to the provider developers.", attribute, value))
	}
	return attribute, diagnostics
}

// AttributeSetter is a plan, state or identity.
type AttributeSetter interface {
	SetAttribute(ctx context.Context, at path.Path, value any) diag.Diagnostics
}

// KeyGetter is the private state of a request.
type KeyGetter interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// KeySetter is the private state of a response.
type KeySetter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// Label returns the name and the id of an object, and attributes, for the end of a summary, such as `: "Monthly" (plan_1), trial.price`.
// Terraform shows one warning of each summary. Label is "" if nothing of this is known.
func Label(ctx context.Context, from AttributeGetter, attributes ...path.Path) string {
	var name, id types.String
	// A kind may lack either.
	_ = from.GetAttribute(ctx, path.Root("name"), &name)
	_ = from.GetAttribute(ctx, path.Root("id"), &id)
	var parts []string
	switch {
	case name.ValueString() != "" && id.ValueString() != "":
		parts = append(parts, fmt.Sprintf("%q (%s)", name.ValueString(), id.ValueString()))
	case name.ValueString()+id.ValueString() != "":
		parts = append(parts, fmt.Sprintf("%q", name.ValueString()+id.ValueString()))
	}
	for _, attribute := range attributes {
		parts = append(parts, attribute.String())
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, ", ")
}

// Attribute returns an attribute of an object. It is null if the object is null or unknown.
func Attribute[T attr.Value](object types.Object, name string) T {
	if value, ok := object.Attributes()[name].(T); ok {
		return value
	}
	var null T
	return null
}
