// Package role implements the resource rebilly_role, its list resource and its data sources.
package role

import (
	"github.com/rebilly/terraform-provider-rebilly/internal/acl"
	"github.com/rebilly/terraform-provider-rebilly/internal/allowedips"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// Registration is what the provider offers for roles.
var Registration = kind.Kind{
	Name:                 "role",
	Collection:           "roles",
	IDPrefix:             "role_",
	DisplayNameAttribute: "name",
	Description: "Manages a role: what the people who have it may do. A role can include other roles (`junior_ids`) with their rights. " +
		"The Terraform plan has a warning if an update gives more rights, and an error if roles would include each other. " +
		"All attributes except `id` can be updated in place.",
	PlanCheck: check,
	Fields: kind.Fields{
		"name":        kind.Text{Description: "Name of the role", Required: true, Length: kind.Between(1, 50)},
		"description": kind.Text{Description: "Description of the role", Length: kind.AtMost(65535)},
		"acl": acl.Field{
			Description: "What people with the role may do: each entry grants permissions within a scope. `[]` grants nothing, so that " +
				"the role has the rights of the roles in `junior_ids` alone.",
		},
		"allowed_ips": allowedips.Field{
			Description: "IP addresses from which people with the role may sign in: IPv4 or IPv6, single addresses or ranges in CIDR notation. " +
				"Must be public. A different format of the same address is not a change. Default: any address.",
		},
		"junior_ids": kind.Texts{
			Description: "IDs of the roles that this role includes", Unordered: true, Unset: kind.Empty, Validators: validators.ID(),
		},
	},
}.Registration()
