package role

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/acl"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// check returns an error for roles that would include each other, and a warning for rights that widen.
func check(ctx context.Context, client *rebilly.Client, config tfsdk.Config, state tfsdk.State) diag.Diagnostics {
	planned, diagnostics := roleOf(ctx, config)
	held := role{}
	if !state.Raw.IsNull() {
		var more diag.Diagnostics
		held, more = roleOf(ctx, state)
		diagnostics.Append(more...)
		planned.id = held.id
	}
	if diagnostics.HasError() {
		return diagnostics
	}
	if planned.id != "" {
		// Before the roles of other plans are looked up, so that one of two concurrent plans finds the other.
		client.PlannedChanges().SetReferences(object(planned.id), planned.juniors)
	}
	isHeld := func(id string) bool { return slices.Contains(held.juniors, id) }
	if added := slices.DeleteFunc(slices.Clone(planned.juniors), isHeld); len(added) > 0 {
		diagnostics.Append(cycles(ctx, client, planned, added)...)
	}
	if !state.Raw.IsNull() && planned.isKnown {
		diagnostics.Append(widening(held, planned)...)
	}
	return diagnostics
}

// role is what a configuration or a state has of a role.
type role struct {
	id, name string
	juniors  []string
	entries  []acl.Entry
	// isKnown is true if all entries are known.
	isKnown bool
}

func roleOf(ctx context.Context, from tfaccess.AttributeGetter) (role, diag.Diagnostics) {
	var id, name types.String
	var juniors types.Set
	var entries types.List
	diagnostics := from.GetAttribute(ctx, path.Root("id"), &id)
	diagnostics.Append(from.GetAttribute(ctx, path.Root("name"), &name)...)
	diagnostics.Append(from.GetAttribute(ctx, path.Root("junior_ids"), &juniors)...)
	diagnostics.Append(from.GetAttribute(ctx, path.Root("acl"), &entries)...)
	found := role{id: id.ValueString(), name: name.ValueString()}
	for _, element := range juniors.Elements() {
		if junior, ok := element.(types.String); ok && !junior.IsUnknown() {
			found.juniors = append(found.juniors, junior.ValueString())
		}
	}
	if value, err := entries.ToTerraformValue(ctx); err == nil && value.IsFullyKnown() {
		found.isKnown = true
		diagnostics.Append(entries.ElementsAs(ctx, &found.entries, false)...)
	}
	return found, diagnostics
}

// object returns the name of a role among the planned changes of a client.
func object(id string) string { return "role/" + id }

// cycles returns an error if a role would be included in one of the roles that it newly includes: those that were planned have the
// planned junior roles, all others those in Rebilly.
func cycles(ctx context.Context, client *rebilly.Client, planned role, added []string) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	if planned.id == "" {
		// No role includes one that has no id yet.
		return diagnostics
	}
	juniorsOf := map[string][]string{}
	if !slices.Contains(added, planned.id) {
		for listed, err := range client.Documents(documents).List(ctx, nil) {
			if err != nil {
				// Rebilly refuses a cycle too: a role that cannot be read must not block a plan.
				continue
			}
			juniors, _ := listed.Fields["juniorIds"].([]any)
			for _, junior := range juniors {
				juniorsOf[listed.ID] = append(juniorsOf[listed.ID], fmt.Sprint(junior))
			}
		}
	}
	seen := map[string]bool{}
	var find func(id string, through []string) []string
	find = func(id string, through []string) []string {
		through = append(slices.Clone(through), id)
		if id == planned.id {
			return through
		}
		if seen[id] {
			return nil
		}
		seen[id] = true
		juniors, isPlanned := client.PlannedChanges().References(object(id))
		if !isPlanned {
			juniors = juniorsOf[id]
		}
		for _, junior := range juniors {
			if found := find(junior, through); found != nil {
				return found
			}
		}
		return nil
	}
	for _, id := range added {
		if through := find(id, []string{planned.id}); through != nil {
			diagnostics.AddAttributeError(path.Root("junior_ids"), "Roles include each other",
				fmt.Sprintf("The role %q would include itself: %s. Remove one of these ids from junior_ids.", planned.id, strings.Join(through, " → ")))
			return diagnostics
		}
	}
	return diagnostics
}

// documents describes the roles that are read to find cycles.
var documents = rebilly.DocumentType{Shape: rebilly.Shape{Path: "roles"}}

// widening returns a warning if an update grants more than before.
func widening(held, planned role) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	var more []string
	for _, entry := range planned.entries {
		for _, operation := range entry.Permissions {
			if len(held.entries) == 0 || !acl.Covers(held.entries, []acl.Entry{entry}, operation) {
				more = append(more, operation)
			}
		}
	}
	slices.Sort(more)
	more = slices.Compact(more)
	for _, id := range planned.juniors {
		if !slices.Contains(held.juniors, id) {
			more = append(more, "the rights of the role "+id)
		}
	}
	if len(more) == 0 {
		return diagnostics
	}
	const most = 10
	listed := strings.Join(more[:min(len(more), most)], ", ")
	if len(more) > most {
		listed += fmt.Sprintf(" and %d more", len(more)-most)
	}
	diagnostics.AddAttributeWarning(path.Root("acl"), fmt.Sprintf("The rights of the role %q widen", held.name),
		fmt.Sprintf("Everyone who has the role %q gets: %s. Check who has it before you apply.", held.id, listed))
	return diagnostics
}
