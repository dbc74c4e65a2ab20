// Package acl has the access control list of keys and tokens: its schema, its model and its mapping from and to the API.
package acl

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// Everything is the permission for every operation.
const Everything = "*"

// Entry grants permissions within a scope.
type Entry struct {
	Scope       *Scope   `tfsdk:"scope"`
	Permissions []string `tfsdk:"permissions"`
}

// Scope limits an Entry to objects. A nil scope and one without ids do not limit it.
type Scope struct {
	OrganizationID  []string `tfsdk:"organization_id"`
	ProductID       []string `tfsdk:"product_id"`
	PlanID          []string `tfsdk:"plan_id"`
	CustomFieldName []string `tfsdk:"custom_field_name"`
}

// Attribute returns the attribute acl. The subject is what it restricts, with an article: "the key".
func Attribute(subject string) schema.Attribute {
	return schema.ListNestedAttribute{
		Optional: true,
		MarkdownDescription: "What " + subject + " may do: each entry grants permissions within a scope. " +
			"Left out, " + subject + " is not restricted; an empty list is refused.",
		Validators: []validator.List{listvalidator.SizeAtLeast(1)},
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"permissions": schema.SetAttribute{
				Required:    true,
				ElementType: types.StringType,
				MarkdownDescription: "Names of API operations, such as `GetProduct` and `PutProduct`, in any order, or `*` alone for all of them. " +
					"A name that the provider does not know is a warning with the nearest one that it knows, not an error: Rebilly decides.",
				Validators: PermissionRules(),
			},
			"scope": schema.SingleNestedAttribute{
				Optional: true,
				MarkdownDescription: "Objects that the permissions are limited to. Without it, they hold everywhere; an empty scope, or an empty set " +
					"in it, is refused. The names are those of the API, in the singular: `plan_id` here, but `plan_ids` in the restrictions of a coupon.",
				Validators: []validator.Object{validators.Restrictions()},
				Attributes: map[string]schema.Attribute{
					"organization_id": ids("organizations", stringvalidator.LengthAtMost(50)),
					"product_id":      ids("products", stringvalidator.LengthAtMost(50)),
					"plan_id":         ids("plans", stringvalidator.LengthAtMost(50)),
					"custom_field_name": schema.SetAttribute{
						Optional:            true,
						ElementType:         types.StringType,
						MarkdownDescription: "Names of custom fields, in any order.",
						Validators: []validator.Set{setvalidator.NoNullValues(), validators.Restriction(), setvalidator.ValueStringsAre(
							validators.FieldName(),
						)},
					},
				},
			},
		}},
	}
}

func ids(what string, rules ...validator.String) schema.Attribute {
	return schema.SetAttribute{
		Optional:            true,
		ElementType:         types.StringType,
		MarkdownDescription: "IDs of " + what + ", in any order.",
		Validators:          []validator.Set{setvalidator.NoNullValues(), validators.Restriction(), setvalidator.ValueStringsAre(rules...)},
	}
}

// ToAPI returns the entries as the API has them, or nil if there are none: then nothing is restricted.
func ToAPI(entries []Entry) []rebilly.ACLEntry {
	var list []rebilly.ACLEntry
	for _, e := range entries {
		entry := rebilly.ACLEntry{Permissions: distinct(e.Permissions)}
		if e.Scope != nil {
			entry.Scope = rebilly.ACLScope{
				OrganizationID:  sorted(e.Scope.OrganizationID),
				ProductID:       sorted(e.Scope.ProductID),
				PlanID:          sorted(e.Scope.PlanID),
				CustomFieldName: sorted(e.Scope.CustomFieldName),
			}
		}
		list = append(list, entry)
	}
	return list
}

// FromAPI returns the entries of an API object in the order of the prior entries, because their order has no meaning in
// Rebilly. It returns nil if nothing is restricted: no configuration can have an empty list.
func FromAPI(list []rebilly.ACLEntry, prior []Entry) []Entry {
	var entries []Entry
	for _, e := range list {
		entries = append(entries, Entry{Scope: scopeFromAPI(e.Scope), Permissions: distinct(e.Permissions)})
	}
	var ordered []Entry
	for _, before := range prior {
		if at := slices.IndexFunc(entries, before.equal); at >= 0 {
			ordered = append(ordered, entries[at])
			entries = slices.Delete(entries, at, at+1)
		}
	}
	return append(ordered, entries...)
}

// scopeFromAPI returns a scope, or nil if it limits nothing: no configuration can have an empty scope, or an empty set in it.
func scopeFromAPI(from rebilly.ACLScope) *Scope {
	scope := Scope{
		OrganizationID:  sorted(from.OrganizationID),
		ProductID:       sorted(from.ProductID),
		PlanID:          sorted(from.PlanID),
		CustomFieldName: sorted(from.CustomFieldName),
	}
	if scope.OrganizationID == nil && scope.ProductID == nil && scope.PlanID == nil && scope.CustomFieldName == nil {
		return nil
	}
	return &scope
}

func (e Entry) equal(other Entry) bool {
	a, b := e.scope(), other.scope()
	return same(e.Permissions, other.Permissions) && same(a.OrganizationID, b.OrganizationID) && same(a.ProductID, b.ProductID) &&
		same(a.PlanID, b.PlanID) && same(a.CustomFieldName, b.CustomFieldName)
}

func (e Entry) scope() Scope {
	if e.Scope == nil {
		return Scope{}
	}
	return *e.Scope
}

func same(a, b []string) bool { return slices.Equal(sorted(a), sorted(b)) }

// sorted returns a set of strings in the order in which it is sent, or nil if it is empty.
func sorted(values []string) []string {
	if len(values) == 0 {
		return nil
	}
	return distinct(values)
}

// distinct returns a set of strings, sorted and never nil.
func distinct(values []string) []string {
	copied := append([]string{}, values...)
	slices.Sort(copied)
	return slices.Compact(copied)
}

// Covers reports whether next grants an operation wherever was grants it. An empty list grants everything everywhere.
func Covers(next, was []Entry, operation string) bool {
	if len(next) == 0 {
		return true
	}
	if len(was) == 0 {
		was = []Entry{{Permissions: []string{Everything}}}
	}
	return !slices.ContainsFunc(was, func(before Entry) bool {
		return before.grants(operation) && !slices.ContainsFunc(next, func(after Entry) bool {
			return after.grants(operation) && after.scope().includes(before.scope())
		})
	})
}

func (e Entry) grants(operation string) bool {
	return slices.Contains(e.Permissions, operation) || slices.Contains(e.Permissions, Everything)
}

// includes reports whether a scope certainly includes a different one. Rebilly's definition does not specify whether two
// kinds of ids in one scope widen or narrow it, so only scopes with the same kinds of ids are compared.
func (s Scope) includes(other Scope) bool {
	if s.isEverything() {
		return true
	}
	for _, kind := range [][2][]string{
		{s.OrganizationID, other.OrganizationID}, {s.ProductID, other.ProductID},
		{s.PlanID, other.PlanID}, {s.CustomFieldName, other.CustomFieldName},
	} {
		wide, narrow := kind[0], kind[1]
		if (len(wide) == 0) != (len(narrow) == 0) {
			return false
		}
		if slices.ContainsFunc(narrow, func(id string) bool { return !slices.Contains(wide, id) }) {
			return false
		}
	}
	return true
}

func (s Scope) isEverything() bool {
	return len(s.OrganizationID)+len(s.ProductID)+len(s.PlanID)+len(s.CustomFieldName) == 0
}
