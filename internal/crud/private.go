package crud

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// The keys of the private state. All values are JSON. States of earlier releases lack some of them, which is no error.
//
//	mark         fingerprint of the state and the object, see package fastpath
//	object       knownObject
//	unconfirmed  unconfirmedObject, until a read has found a created object
//	imported     see ImportedKey
//	protection   where deletion_protection is from, see package fastpath
//	moved_from   organization of a moved object, until the object is read
//	replaced     values that Terraform replaced in settings, see replacedValue
//
// Terraform passes the private state of an object to its read, its plan, its update and its delete. It passes none to the plan and the
// create of a tainted object's replacement, nor to the delete in it, unless the replacement is created first.
const (
	objectKey      = "object"
	unconfirmedKey = "unconfirmed"
)

// maxUnconfirmed is how long after its create an object is created again under the same id. An object that is not found later was
// deleted: the fast path does not record that it has found one.
const maxUnconfirmed = 24 * time.Hour

// knownObject is what Terraform must know about an object beyond its attributes.
type knownObject struct {
	// Organization owns the object. Terraform 1.11 keeps no identity.
	Organization string          `json:"organization,omitempty"`
	Version      rebilly.Version `json:"version,omitzero"`
}

// readKnownObject reads what is known about the object of a state, and returns an error if it belongs to a different organization.
// Responses of the client that are older are not accepted from now on.
func (r *Resource[M, A]) readKnownObject(ctx context.Context, verb, id string, private tfaccess.KeyGetter) (knownObject, diag.Diagnostics) {
	var known knownObject
	encoded, diagnostics := private.GetKey(ctx, objectKey)
	if json.Unmarshal(encoded, &known) != nil {
		return knownObject{}, diagnostics
	}
	if known.Organization != "" {
		diagnostics.Append(r.kind.wrongOrganizationError(r.client, verb, known.Organization)...)
	}
	if !diagnostics.HasError() {
		r.spec.API(r.client).ExpectVersion(id, known.Version)
	}
	return known, diagnostics
}

// saveKnownObject saves what is known about an object after a request.
func (r *Resource[M, A]) saveKnownObject(ctx context.Context, id string, known knownObject, private tfaccess.KeySetter) diag.Diagnostics {
	known.Organization = r.client.OrganizationID()
	last := r.spec.API(r.client).LastVersion(id)
	if last.Hash != "" || last.Revision != known.Version.Revision || last.UpdatedTime != known.Version.UpdatedTime {
		if last != (rebilly.Version{}) {
			known.Version = last
		}
	}
	return setPrivate(ctx, private, objectKey, known)
}

// unconfirmedObject is an object that a create has sent to Rebilly, and that no read has found yet.
type unconfirmedObject struct {
	// Created is the Unix time of the create.
	Created int64 `json:"created"`
	// OutcomeUnknown is true if Rebilly did not confirm the create.
	OutcomeUnknown bool `json:"outcome_unknown,omitempty"`
	// Missing is true if the object was not found until the create timeout, so that the next update creates it again.
	Missing bool `json:"missing,omitempty"`
}

func readUnconfirmed(ctx context.Context, private tfaccess.KeyGetter) (unconfirmedObject, diag.Diagnostics) {
	var unconfirmed unconfirmedObject
	encoded, diagnostics := private.GetKey(ctx, unconfirmedKey)
	if json.Unmarshal(encoded, &unconfirmed) != nil {
		return unconfirmedObject{}, diagnostics
	}
	return unconfirmed, diagnostics
}

// saveUnconfirmed records that an object was sent to Rebilly and is not read yet. Settings always exist.
func (r *Resource[M, A]) saveUnconfirmed(ctx context.Context, outcomeUnknown bool, private tfaccess.KeySetter) diag.Diagnostics {
	if r.kind.isSettings() {
		return nil
	}
	return setPrivate(ctx, private, unconfirmedKey, unconfirmedObject{Created: time.Now().Unix(), OutcomeUnknown: outcomeUnknown})
}

func setPrivate(ctx context.Context, private tfaccess.KeySetter, key string, value any) diag.Diagnostics {
	encoded, err := json.Marshal(value)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to save the private state", err.Error())}
	}
	return private.SetKey(ctx, key, encoded)
}

// keepUnconfirmed keeps an object in the state that a read does not find, and reports whether it did: until the create timeout
// because Rebilly may not have completed the create, and after that because an update creates it again under the same id. A new
// id would make a second object if the first appears later.
func (r *Resource[M, A]) keepUnconfirmed(ctx context.Context, id string, request resource.ReadRequest,
	response *resource.ReadResponse,
) bool {
	unconfirmed, diagnostics := readUnconfirmed(ctx, request.Private)
	response.Diagnostics.Append(diagnostics...)
	if _, generated := r.generatedAt(id); unconfirmed.Created == 0 || unconfirmed.OutcomeUnknown && !generated {
		// A configured id stays the same. With create_before_destroy, the object in the state and its replacement would be one.
		return false
	}
	timeout := createTimeout
	// Kinds that a destroy only forgets have no timeouts.
	if !r.kind.isForgotten {
		var limits timeouts.Value
		response.Diagnostics.Append(request.State.GetAttribute(ctx, path.Root(timeoutsAttribute), &limits)...)
		timeout, diagnostics = limits.Create(ctx, createTimeout)
		response.Diagnostics.Append(diagnostics...)
	}
	created := time.Unix(unconfirmed.Created, 0)
	if until := created.Add(timeout); time.Now().Before(until) {
		response.Diagnostics.AddWarning(fmt.Sprintf("%s %q not found yet", naming.Capitalized(r.kind.name), id),
			fmt.Sprintf("Terraform created it in %s at %s, but Rebilly does not return it yet. It stays in the state until %s. "+
				"If it is not found after that, a plan creates it again.",
				r.client.Target(), created.UTC().Format(time.RFC3339), until.UTC().Format(time.RFC3339)))
		return true
	}
	if !r.kind.hasID || r.kind.identity != ConfiguredID || time.Since(created) > maxUnconfirmed {
		return false
	}
	unconfirmed.Missing = true
	response.Diagnostics.Append(setPrivate(ctx, response.Private, unconfirmedKey, unconfirmed)...)
	response.State.Raw = r.kind.withMissingAttribute(ctx, request.State.Raw)
	response.Diagnostics.AddWarning(fmt.Sprintf("%s %q not found, will be created again", naming.Capitalized(r.kind.name), id),
		fmt.Sprintf("Terraform created it in %s at %s, but Rebilly does not return it. The plan shows an update, which creates it again under "+
			"the same id.", r.client.Target(), created.UTC().Format(time.RFC3339)))
	return true
}

// withMissingAttribute returns a state without the value of one attribute that the configuration has, so that Terraform plans an
// update.
func (k kind) withMissingAttribute(ctx context.Context, state tftypes.Value) tftypes.Value {
	attributes, _ := tfvalue.Children(state)
	name := k.displayName
	if name == "" || attributes[name].IsNull() {
		name = ""
		declared := k.schema(ctx).Attributes
		for candidate, value := range attributes {
			isCandidate := declared[candidate].IsRequired() && !slices.Contains(k.key, candidate) && !value.IsNull()
			if isCandidate && (name == "" || candidate < name) {
				name = candidate
			}
		}
	}
	if name == "" {
		return state
	}
	attributes[name] = tftypes.NewValue(attributes[name].Type(), nil)
	return tftypes.NewValue(state.Type(), attributes)
}
