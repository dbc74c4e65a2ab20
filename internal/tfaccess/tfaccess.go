// Package tfaccess has the interfaces that the framework's configurations, plans, states, identities and private states
// have in common. The framework exports none.
package tfaccess

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
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
