// Package list implements the resource rebilly_list, its list resource and its data sources.
package list

import (
	"context"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// Registration is what the provider offers for lists.
var Registration = withVersions(declaration.Registration())

// withVersions adds the data source of the versions of a list.
func withVersions(registration crud.Registration) crud.Registration {
	registration.DataSources = append(registration.DataSources, declaration.VersionDataSource(readVersion))
	registration.Permissions = append(registration.Permissions, "GetListVersion")
	return registration
}

// readVersion reads a version of a list.
func readVersion(ctx context.Context, client *rebilly.Client, id, version string) (rebilly.Document, error) {
	versions := client.Documents(rebilly.DocumentType{
		Shape: rebilly.Shape{Path: "lists/{id}", KeyField: "version"}, SupportedFields: declaration.Fields.Supported,
	})
	return versions.Get(ctx, id+"/"+version)
}

var declaration = kind.Kind{
	Name:                 "list",
	Collection:           "lists",
	IDPrefix:             "lst_",
	DisplayNameAttribute: "description",
	Description: "Manages a list of values, such as card numbers or countries, to which the conditions of rules refer by its id. " +
		"All attributes except `id` can be updated in place; each update is a new version of the list.",
	ConflictAdvice: map[string]string{
		"delete": "A rule uses the list. Remove the list from the rules that use it, and apply again; or keep it in Rebilly without " +
			"Terraform, with a removed block or terraform state rm.",
	},
	Fields: kind.Fields{
		"description": kind.Text{Description: "Description of the list", Required: true},
		"values": kind.Texts{
			Description: "Values in the list", Details: "They have no order, and each is in the list once.", Required: true, Unordered: true,
		},
		"version": kind.Integer{
			Description: "Version of the list, which every update increases", ReadOnly: true, ChangesWith: []string{"description", "values"},
		},
	},
}
