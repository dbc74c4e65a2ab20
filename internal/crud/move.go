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
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// movedFromKey is the key of the private state that holds the organization of a moved object until the object is read.
const movedFromKey = "moved_from"

// MoveState implements resource.ResourceWithMoveState for objects that magodo/restful or Mastercard/restapi has managed.
// Like an import it takes only the key from their states: the rest is an API response, which may include secrets.
func (r *Resource[M, A]) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: r.moveState}}
}

func (r *Resource[M, A]) moveState(ctx context.Context, request resource.MoveStateRequest, response *resource.MoveStateResponse) {
	defer RecoverPanic(&response.Diagnostics)
	address, known := sourceReadPath(request)
	if !known {
		return
	}
	organization, segments := splitObjectPath(address)
	key, ok := r.kind.keyOf(organization, segments)
	if !ok {
		object, expected := withArticle(r.kind.name), r.kind.path
		if r.kind.isSettings() {
			object = "the " + r.kind.name
		} else if after := r.kind.key[strings.Count(r.kind.path, "{"):]; len(after) > 0 {
			expected += "/{" + strings.Join(after, "}/{") + "}"
		}
		response.Diagnostics.AddError("Unable to move "+r.kind.name,
			fmt.Sprintf("The source %s reads %q, but the path of %s ends in %s. "+
				"Check the addresses of the moved block, or import the object instead.",
				request.SourceTypeName, address, object, expected))
		return
	}
	response.Diagnostics.Append(r.kind.writeKey(ctx, key, &response.TargetState)...)
	if owner, err := json.Marshal(organization); err == nil && organization != "" {
		response.Diagnostics.Append(response.TargetPrivate.SetKey(ctx, movedFromKey, owner)...)
	}
}

// keyOf returns the key in the path of an object. That of settings is null if the path has no organization: the provider is not
// configured yet.
func (k kind) keyOf(organization string, segments []string) ([]types.String, bool) {
	joined := strings.Join(segments, "/")
	if k.isSettings() {
		key := types.StringValue(organization)
		if organization == "" {
			key = types.StringNull()
		}
		return []types.String{key}, joined == k.path
	}
	template := strings.Split(k.path, "/")
	if len(segments) < len(template) || slices.Contains(segments, "") {
		return nil, false
	}
	var key []string
	for i, name := range template {
		switch {
		case strings.HasPrefix(name, "{"):
			key = append(key, segments[i])
		case name != segments[i]:
			return nil, false
		}
	}
	key = append(key, segments[len(template):]...)
	return k.split(strings.Join(key, "/")), len(key) == len(k.key)
}

// sourceReadPath returns the address at which a resource of a generic provider reads its object; known is false for other resources.
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

// splitObjectPath returns the organization of an address, if it has one, and the path within the organization.
// An address with a host is refused, because the host cannot be compared with the provider's.
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

// checkMovedOrganization returns an error if a moved object that is read for the first time belongs to a different organization.
// Not every version of the CLI keeps an identity that names it.
func (r *Resource[M, A]) checkMovedOrganization(ctx context.Context, before tfaccess.KeyGetter, after tfaccess.KeySetter) diag.Diagnostics {
	encoded, diagnostics := before.GetKey(ctx, movedFromKey)
	var owner string
	if json.Unmarshal(encoded, &owner) != nil {
		return diagnostics
	}
	diagnostics.Append(r.kind.wrongOrganizationError(r.client, "move", owner)...)
	diagnostics.Append(after.SetKey(ctx, movedFromKey, nil)...)
	return diagnostics
}
