package crud

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// movedFromKey is in the private state of an object that was moved, until it is read: the organization of its old address.
const movedFromKey = "moved_from"

// MoveState implements resource.ResourceWithMoveState for objects that magodo/restful or Mastercard/restapi has managed.
// Of their states it takes nothing but the key of the object, as an import does: the rest is the answer of an API, with
// the secrets that it had.
func (r *Resource[M, A]) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: func(ctx context.Context, request resource.MoveStateRequest, response *resource.MoveStateResponse) {
		defer RecoverPanic(&response.Diagnostics)
		address, known := sourceReadPath(request)
		if !known {
			return
		}
		organization, segments := splitObjectPath(address)
		collection := strings.ReplaceAll(r.spec.typeName(), "_", "-") + "s"
		if len(segments) != 1+len(r.spec.key()) || segments[0] != collection || slices.Contains(segments, "") {
			response.Diagnostics.AddError("Unable to move "+r.spec.Name,
				fmt.Sprintf("The %s reads %q, but the path of %s ends in %s/{%s}. Check the addresses of the moved block, or import the object instead.",
					request.SourceTypeName, address, withArticle(r.spec.Name), collection, strings.Join(r.spec.key(), "}/{")))
			return
		}
		response.Diagnostics.Append(r.spec.writeKey(ctx, r.spec.split(strings.Join(segments[1:], "/")), &response.TargetState)...)
		if owner, err := json.Marshal(organization); err == nil && organization != "" {
			response.Diagnostics.Append(response.TargetPrivate.SetKey(ctx, movedFromKey, owner)...)
		}
	}}}
}

// sourceReadPath is where a resource of another provider reads its object; false of a resource that is not known.
func sourceReadPath(request resource.MoveStateRequest) (address string, known bool) {
	var source struct {
		ID       string `json:"id"`
		Path     string `json:"path"`
		ReadPath string `json:"read_path"`
	}
	if json.Unmarshal(request.SourceRawState.JSON, &source) != nil {
		return "", false
	}
	switch {
	case request.SourceTypeName == "restful_resource":
		return source.ID, true
	case request.SourceTypeName != "restapi_object":
		return "", false
	case source.ReadPath == "":
		source.ReadPath = source.Path + "/{id}"
	}
	return strings.ReplaceAll(source.ReadPath, "{id}", source.ID), true
}

// splitObjectPath is the path of an address within an organization, which the address may name. Whether a host would be that of
// this provider, only a request could tell.
func splitObjectPath(address string) (organization string, segments []string) {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Scheme != "" || parsed.Host != "" || strings.ContainsAny(address, "?#") {
		return "", nil
	}
	segments = strings.Split(strings.Trim(parsed.Path, "/"), "/")
	if len(segments) > 2 && segments[0] == "organizations" {
		return segments[1], segments[2:]
	}
	return "", segments
}

// checkMovedOrganization says of an object that was moved, and is read for the first time, that it belongs to another organization.
// Not every CLI keeps an identity that tells it.
func (r *Resource[M, A]) checkMovedOrganization(ctx context.Context, before privateGetter, after privateSetter) diag.Diagnostics {
	encoded, diagnostics := before.GetKey(ctx, movedFromKey)
	var owner string
	if json.Unmarshal(encoded, &owner) != nil {
		return diagnostics
	}
	diagnostics.Append(r.spec.wrongOrganizationError(r.client, "move", owner)...)
	diagnostics.Append(after.SetKey(ctx, movedFromKey, nil)...)
	return diagnostics
}

// IsKeyOnly tells of an encoded state that it has nothing but the key: a plan cannot tell what is in Rebilly.
func (r *Resource[M, A]) IsKeyOnly(state []byte) bool {
	held := decodeObject(state)
	for name, value := range held {
		if !slices.Contains(r.spec.key(), name) && !isNull(value) {
			return false
		}
	}
	return len(held) > 0
}
