package eventruleset

import (
	"context"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/eventrules"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// Versions is what the provider offers for the history of rulesets.
var Versions = kind.Kind{
	Name:       "event ruleset version",
	Collection: "events/{eventType}/rules/history",
	Key:        []string{"event_type", "version"},
	Remark:     "Read only.",
	Fields: kind.Fields{
		"event_type":   eventrules.EventType(),
		"version":      kind.Integer{Description: "Version of the ruleset", ReadOnly: true},
		"created_time": kind.Time{Description: "Time at which the version was created", ReadOnly: true},
		"updated_time": kind.Time{Description: "Time of the last change of the version", ReadOnly: true},
	},
}.ListRegistration()

// readVersion reads a version of a ruleset.
func readVersion(ctx context.Context, client *rebilly.Client, eventType, version string) (rebilly.Document, error) {
	return readableRulesets(client).Version(ctx, eventType, version)
}

// readableRulesets returns the collection of rulesets for reads.
func readableRulesets(client *rebilly.Client) rebilly.Rulesets {
	documents := rebilly.DocumentType{Shape: rebilly.Shape{Path: collection}, SupportedFields: fields.Supported}
	return client.Rulesets(documents, fields.Canonical)
}

// withVersions adds the data source of earlier versions, which an update that overwrote one reads, too, and the permission to list the
// events, with which a list of rulesets begins.
func withVersions(registration crud.Registration) crud.Registration {
	registration.DataSources = append(registration.DataSources, declaration.VersionDataSource(readVersion))
	registration.Permissions = append([]string{"GetEventCollection", "GetEventRuleVersion"}, registration.Permissions...)
	return registration
}
