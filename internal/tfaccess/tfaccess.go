// Package tfaccess reads and writes values of the framework: interfaces that its configurations, plans, states, identities and
// private states have in common, of which the framework exports none, and typed access to the attributes of an object.
package tfaccess

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// AttributeGetter is a configuration, plan, state or identity.
type AttributeGetter interface {
	GetAttribute(ctx context.Context, at path.Path, target any) diag.Diagnostics
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

// Attribute returns an attribute of an object. It is null if the object is null or unknown.
func Attribute[T attr.Value](object types.Object, name string) T {
	if value, ok := object.Attributes()[name].(T); ok {
		return value
	}
	var null T
	return null
}
