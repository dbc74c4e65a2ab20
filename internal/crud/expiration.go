package crud

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// expirationTolerance is how long before its expiration a missing object counts as expired: Rebilly may not remove it to the second.
const expirationTolerance = time.Minute

// isExpired reports whether the object of a state has reached its expiration. It is called after a response.
func (r *Resource[M, A]) isExpired(ctx context.Context, state tfaccess.AttributeGetter) (bool, diag.Diagnostics) {
	end, diagnostics := r.expiration(ctx, state)
	return !end.IsZero() && end.Before(r.client.Now().Add(expirationTolerance)), diagnostics
}

// expiredError returns an error if a planned object would expire before it is created. It is called after a response.
func (r *Resource[M, A]) expiredError(ctx context.Context, plan tfaccess.AttributeGetter) diag.Diagnostics {
	end, diagnostics := r.expiration(ctx, plan)
	if end.IsZero() {
		return diagnostics
	}
	if now := r.client.Now(); !end.After(now) {
		name := r.spec.ExpirationAttribute
		diagnostics.AddAttributeError(path.Root(name), fmt.Sprintf("Unable to create %s: %s is in the past", r.kind.name, name),
			fmt.Sprintf("%s is %s, and it is %s in %s: Rebilly would remove the %s immediately. Nothing was created.\n"+
				"Configure a later time, or remove the resource from the configuration.",
				name, end.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339), r.client.Target(), r.kind.name))
	}
	return diagnostics
}

// expiration returns the time at which Rebilly removes an object, the zero value if it never does or if that is not known.
func (r *Resource[M, A]) expiration(ctx context.Context, from tfaccess.AttributeGetter) (time.Time, diag.Diagnostics) {
	if r.spec.ExpirationAttribute == "" {
		return time.Time{}, nil
	}
	var text types.String
	diagnostics := from.GetAttribute(ctx, path.Root(r.spec.ExpirationAttribute), &text)
	end, err := time.Parse(time.RFC3339, text.ValueString())
	if err != nil {
		return time.Time{}, diagnostics
	}
	return end, diagnostics
}
