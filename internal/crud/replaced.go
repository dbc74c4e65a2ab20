package crud

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/fastpath"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// object returns the name of the object with an id among the planned changes of a client.
func (k kind) object(id string) string {
	if k.caseInsensitive {
		id = strings.ToLower(id)
	}
	return k.typeName() + "/" + id
}

// isKnownKey reports whether every attribute of a key has a value.
func isKnownKey(key []types.String) bool {
	return !slices.ContainsFunc(key, func(value types.String) bool { return value.IsNull() || value.IsUnknown() })
}

// Replaced returns the state of the object that a plan without a prior state replaces, and whether the new object has the same
// key. The state is null if the plan creates an object. Terraform plans a replacement twice, the second time without the prior
// state, and discards the warnings of the second plan. It plans that of a tainted object once; such an object is found by its
// key, if that is configured and was read before.
func (r *Resource[M, A]) Replaced(ctx context.Context, request resource.ModifyPlanRequest) (state tfsdk.State, sameKey bool,
	diagnostics diag.Diagnostics,
) {
	state = tfsdk.State{Schema: request.State.Schema, Raw: tftypes.NewValue(request.State.Raw.Type(), nil)}
	if !request.State.Raw.IsNull() || request.Plan.Raw.IsNull() || r.client == nil {
		return state, false, nil
	}
	next, diagnostics := r.kind.readKey(ctx, request.Plan)
	if r.kind.isSettings() {
		next = r.kind.split(r.client.OrganizationID())
	}
	fingerprint, more := fastpath.Fingerprint(ctx, request.Private)
	diagnostics.Append(more...)
	var encoded []byte
	switch {
	case fingerprint != "":
		encoded = r.client.PlannedChanges().PriorState(fingerprint)
	case isKnownKey(next):
		encoded = r.client.PlannedChanges().ReadState(r.kind.object(join(next)))
	}
	if encoded == nil {
		return state, false, diagnostics
	}
	value, err := tfprotov6.DynamicValue{MsgPack: encoded}.Unmarshal(state.Raw.Type())
	if err != nil {
		return state, false, diagnostics
	}
	state.Raw = value
	was, more := r.kind.readKey(ctx, state)
	diagnostics.Append(more...)
	return state, isKnownKey(next) && r.kind.object(join(was)) == r.kind.object(join(next)), diagnostics
}

// KeptObjectError returns the error for a replacement of an object that stays in Rebilly with its key; reason is what keeps it.
func (r *Resource[M, A]) KeptObjectError(ctx context.Context, state tfsdk.State, reason string) diag.Diagnostics {
	key, diagnostics := r.kind.readKey(ctx, state)
	diagnostics.AddAttributeError(path.Root(r.kind.lastKey()),
		naming.Capitalized(r.kind.name)+" cannot be replaced under the same "+r.kind.lastKey(),
		fmt.Sprintf("The Terraform plan replaces the %s %q in %s, but %s: it would stay in Rebilly, the create would fail, and no state would "+
			"have it. Remove -replace or replace_triggered_by, or run terraform untaint if it is tainted; or choose a different %s.",
			r.kind.name, join(key), r.client.Target(), reason, r.kind.lastKey()))
	return diagnostics
}

// registerPlan records what is planned for an object, and returns diagnostics if that conflicts with what is planned for the same
// object at a different address. The state has the deletion_protection that the object has now.
func (r *Resource[M, A]) registerPlan(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse,
	sameKey bool,
) diag.Diagnostics {
	state, plan := request.State, response.Plan
	var was, next []types.String
	var diagnostics, more diag.Diagnostics
	if !state.Raw.IsNull() {
		was, diagnostics = r.kind.readKey(ctx, state)
		diagnostics.Append(r.rememberPrior(ctx, state, join(was), request.Private, response.Private)...)
	}
	if !plan.Raw.IsNull() {
		next, more = r.kind.readKey(ctx, plan)
		diagnostics.Append(more...)
	}
	destroys := was != nil && (next == nil || r.kind.changesKey(was, next))
	marked, more := fastpath.HasFingerprint(ctx, request.Private)
	diagnostics.Append(more...)
	switch {
	case diagnostics.HasError():
	case destroys && r.keepsSettings(ctx, state):
		diagnostics.Append(r.planChange(was, rebilly.PlannedRelease)...)
	case destroys:
		diagnostics.Append(r.planChange(was, rebilly.PlannedDestroy)...)
	case !isKnownKey(next):
	case was == nil && marked && sameKey:
		// The first plan of the replacement has recorded it.
	case was == nil:
		diagnostics.Append(r.planChange(next, rebilly.PlannedCreate)...)
	default:
		diagnostics.Append(r.planChange(next, keptChange(state, plan))...)
	}
	return diagnostics
}

// keptChange returns the change of an object that a plan keeps.
func keptChange(state tfsdk.State, plan tfsdk.Plan) rebilly.PlannedChange {
	if plan.Raw.Equal(state.Raw) {
		return rebilly.PlannedNoChange
	}
	return rebilly.PlannedUpdate
}

// rememberPrior records the prior state of a plan for the second plan of a replacement.
func (r *Resource[M, A]) rememberPrior(ctx context.Context, state tfsdk.State, id string,
	before tfaccess.KeyGetter, after tfaccess.KeySetter,
) diag.Diagnostics {
	fingerprint, diagnostics := fastpath.Fingerprint(ctx, before)
	if fingerprint == "" {
		var more diag.Diagnostics
		fingerprint, more = fastpath.SaveUnread(ctx, r.kind.object(id), after)
		diagnostics.Append(more...)
	}
	if encoded, err := tfprotov6.NewDynamicValue(state.Raw.Type(), state.Raw); err == nil {
		r.client.PlannedChanges().SetPrior(fingerprint, encoded.MsgPack)
	}
	return diagnostics
}

// sharedByRuns is why two plans of an object are no error if they may also be those of one resource in two runs of a test.
const sharedByRuns = "Ignore this in terraform test, where two runs plan one resource."

// planChange records a change, and returns diagnostics if a different one is planned for the same object. The second of two plans
// has them, because neither sees the other and Terraform does not show the provider their addresses.
func (r *Resource[M, A]) planChange(key []types.String, change rebilly.PlannedChange) diag.Diagnostics {
	id := join(key)
	earlier := r.client.PlannedChanges().Add(r.kind.object(id), change)
	// both reports whether the two plans are of these changes, in any order.
	both := func(one, other rebilly.PlannedChange) bool {
		return change == one && slices.Contains(earlier, other) || change == other && slices.Contains(earlier, one)
	}
	at, name := path.Root(r.kind.lastKey()), fmt.Sprintf("%s %q", r.kind.name, id)
	var diagnostics diag.Diagnostics
	switch {
	case both(rebilly.PlannedCreate, rebilly.PlannedDestroy), both(rebilly.PlannedCreate, rebilly.PlannedRelease):
		diagnostics.AddAttributeError(at, naming.Capitalized(r.kind.name)+" is both destroyed and created",
			fmt.Sprintf(`The Terraform plan destroys the %s in %s at one address and creates it at a different one. Nothing was changed.
If only the address has changed, keep the object with a moved block, with its addresses in place of "old" and "new":

moved {
  from = rebilly_%[3]s.old
  to   = rebilly_%[3]s.new
}

Otherwise choose a different %[4]s, or apply the destroy first.`, name, r.client.Target(), r.kind.typeName(), r.kind.lastKey()))
	case both(rebilly.PlannedCreate, rebilly.PlannedUpdate), both(rebilly.PlannedCreate, rebilly.PlannedNoChange):
		diagnostics.AddAttributeError(at, naming.Capitalized(r.kind.name)+" is configured twice",
			fmt.Sprintf("Two resources of this configuration have the %s in %s: each apply would overwrite one with the other. "+
				"Remove one of them, or choose a different %s.", name, r.client.Target(), r.kind.lastKey()))
	case both(rebilly.PlannedCreate, rebilly.PlannedCreate):
		diagnostics.AddAttributeWarning(at, naming.Capitalized(name)+" is configured twice",
			fmt.Sprintf("Two resources have it in %s: the apply of the second one will fail. Remove one of them, or choose a different %s. %s",
				r.client.Target(), r.kind.lastKey(), sharedByRuns))
	case both(rebilly.PlannedDestroy, rebilly.PlannedUpdate), both(rebilly.PlannedDestroy, rebilly.PlannedNoChange):
		diagnostics.AddAttributeWarning(at, naming.Capitalized(name)+" is managed twice",
			fmt.Sprintf("The Terraform plan destroys it in %s, and a different resource in the state still manages it. %s\n\n%s",
				r.client.Target(), r.kind.forgetAdvice(), sharedByRuns))
	case both(rebilly.PlannedUpdate, rebilly.PlannedUpdate), both(rebilly.PlannedUpdate, rebilly.PlannedNoChange),
		both(rebilly.PlannedNoChange, rebilly.PlannedNoChange):
		diagnostics.AddAttributeWarning(at, naming.Capitalized(name)+" is managed twice",
			fmt.Sprintf("Two resources in the state manage it in %s. They overwrite each other, and destroying one of them destroys it. %s\n\n%s",
				r.client.Target(), r.kind.forgetAdvice(), sharedByRuns))
	}
	return diagnostics
}

// forgetAdvice returns how to stop managing an object at one of its addresses.
func (k kind) forgetAdvice() string {
	return fmt.Sprintf(`Keep one of them, and remove the block of the other, with its address in place of "other":

removed {
  from = rebilly_%s.other
  lifecycle {
    destroy = false
  }
}`, k.typeName())
}

// changesKey reports whether two keys are those of different objects.
func (k kind) changesKey(was, next []types.String) bool {
	for i := range was {
		renamed := k.renames && i == len(was)-1
		if !was[i].Equal(next[i]) && !renamed {
			return true
		}
	}
	return false
}
