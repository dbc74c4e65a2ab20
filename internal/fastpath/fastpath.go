// Package fastpath finds out from the protocol's values that a resource did not change, or that a configuration is valid. Most of a
// large Terraform plan is unchanged resources, and most of its cost is the framework decoding and validating them. Whatever the package
// cannot decide for certain is left to the framework.
//
// crud saves the fingerprints, server calls the checks, tfvalue decides about the values.
package fastpath

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// Source is a resource that supports the fast path. crud.Resource implements it.
type Source interface {
	// FastPath describes the resource.
	FastPath(ctx context.Context) Description
	// GetCached returns the object with the id, if a list that was read before has it.
	GetCached(ctx context.Context, client *rebilly.Client, id string) (object any, ok bool)
}

// Description is what the fast path must know about a resource.
type Description struct {
	Attributes map[string]schema.Attribute
	// Object returns the name of the object with an id among the planned changes of a client.
	Object func(id string) string
	// Key are the attributes whose values, joined by slashes, are the id. The identity has them too.
	Key []string
	// Organization is the attribute of the identity that holds the organization.
	Organization string
	// KeepsPrior are attributes that keep their prior value when they are not configured.
	KeepsPrior []string
	// KeepsUnconfigured is true if every attribute without a default keeps its prior value when it is not configured.
	KeepsUnconfigured bool
	// Protection is the attribute that follows the deletion_protection of the provider when it is not configured, or "".
	Protection string
}

// ProtectionKey is the key of the private state that records where the deletion_protection of a state is from. Earlier releases did not
// record it.
const ProtectionKey = "protection"

// The values of ProtectionKey.
var (
	ProtectedByConfiguration = []byte(`"configuration"`)
	ProtectedByProvider      = []byte(`"provider"`)
)

// IsConfigured reports whether the deletion_protection of a state was configured; saved is the value of ProtectionKey.
func IsConfigured(saved []byte) bool { return bytes.Equal(saved, ProtectedByConfiguration) }

// FollowsProvider reports whether an object has the deletion_protection of the provider, whatever its state has. An object that an
// earlier release has protected stays protected.
func FollowsProvider(saved []byte, held bool) bool {
	return bytes.Equal(saved, ProtectedByProvider) || saved == nil && !held
}

// Resource checks the states and plans of one resource.
type Resource struct {
	source      Source
	description func() description
}

type description struct {
	Description
	infos map[string]attributeInfo
}

// New returns the fast path of a resource.
func New(source Source) *Resource {
	return &Resource{source: source, description: sync.OnceValue(func() description {
		ctx := context.Background()
		d := description{Description: source.FastPath(ctx)}
		d.infos = attributeInfos(ctx, d.Attributes, d.KeepsUnconfigured)
		for _, name := range append(slices.Clone(d.KeepsPrior), d.Protection) {
			if name != "" {
				d.infos[name] = attributeInfo{keepsPrior: true}
			}
		}
		return d
	})}
}

// StateUpToDate reports whether reading the object would change neither the state, nor the private state, nor the identity.
func (r *Resource) StateUpToDate(
	ctx context.Context, client *rebilly.Client, state []byte, private map[string][]byte, identity []byte,
) bool {
	var saved string
	for name, value := range private {
		// The framework's own entries belong to an import.
		if strings.HasPrefix(name, ".") || name == fingerprintKey && json.Unmarshal(value, &saved) != nil {
			return false
		}
	}
	d := r.description()
	values, ok := d.identity(client, identity)
	if saved == "" || !ok {
		return false
	}
	id := d.id(values)
	object, ok := r.source.GetCached(ctx, client, id)
	if !ok || fingerprint(state, object) != saved {
		return false
	}
	if d.Protection != "" && !d.hasProtection(client, tfvalue.DecodeObject(state), private[ProtectionKey]) {
		return false
	}
	client.PlannedChanges().SetRead(d.Object(id), state)
	return true
}

// PlanIsNoOp reports whether the planned state for a configuration is the prior state, and no other plan is for the same object.
func (r *Resource) PlanIsNoOp(client *rebilly.Client, config, prior, private, identity []byte) bool {
	d := r.description()
	values, ok := d.identity(client, identity)
	if !ok {
		return false
	}
	var entries map[string][]byte
	var saved string
	if json.Unmarshal(private, &entries) != nil || json.Unmarshal(entries[fingerprintKey], &saved) != nil {
		return false
	}
	wanted, held := tfvalue.DecodeObject(config), tfvalue.DecodeObject(prior)
	if !d.hasProtection(client, held, entries[ProtectionKey]) ||
		IsConfigured(entries[ProtectionKey]) && tfvalue.IsNullEncoded(wanted[d.Protection]) || !attributesMatchConfig(d.infos, wanted, held) {
		return false
	}
	return client.PlannedChanges().AddUnchanged(d.Object(d.id(values)), saved, prior)
}

// hasProtection reports whether the deletion_protection of a state is what protects the object.
func (d description) hasProtection(client *rebilly.Client, held map[string]msgpack.RawMessage, saved []byte) bool {
	isProtected := tfvalue.IsTrueEncoded(held[d.Protection])
	protected, known := client.DeletionProtection()
	return d.Protection == "" || !known || protected == isProtected || !FollowsProvider(saved, isProtected)
}

// IsKeyOnly reports whether a state has only the key, so that a plan cannot know what is in Rebilly.
func (r *Resource) IsKeyOnly(state []byte) bool {
	attributes := tfvalue.DecodeObject(state)
	for name, value := range attributes {
		if !slices.Contains(r.description().Key, name) && !tfvalue.IsNullEncoded(value) {
			return false
		}
	}
	return len(attributes) > 0
}

// identity returns the values of an identity; ok is false if it is not of the client's organization.
func (d description) identity(client *rebilly.Client, encoded []byte) (values map[string]string, ok bool) {
	ok = msgpack.Unmarshal(encoded, &values) == nil && values[d.Organization] == client.OrganizationID()
	return values, ok
}

// id returns the id in the values of an identity.
func (d description) id(values map[string]string) string {
	parts := make([]string, len(d.Key))
	for i, name := range d.Key {
		parts[i] = values[name]
	}
	return strings.Join(parts, "/")
}

// attributeInfo is what must be known about an attribute to compare a configuration with a prior state.
type attributeInfo struct {
	// keepsPrior is true if the attribute keeps its prior value when it is not configured.
	keepsPrior bool
	// alwaysSignificant is true if only null is empty.
	alwaysSignificant bool
	// encodedDefault is the encoded default, if there is one.
	encodedDefault []byte
	kind           tftypes.Type
	// children are the attributes of an object, or of each element of a list or map of objects.
	children      map[string]attributeInfo
	list, entries bool
}

func attributeInfos(ctx context.Context, attributes map[string]schema.Attribute, keep bool) map[string]attributeInfo {
	infos := make(map[string]attributeInfo, len(attributes))
	for name, attribute := range attributes {
		info := attributeInfo{
			keepsPrior:        attribute.IsComputed() && (keep || !attribute.IsOptional()),
			alwaysSignificant: name == tfvalue.DefaultAttribute,
			kind:              attribute.GetType().TerraformType(ctx),
		}
		if standard := tfvalue.Default(ctx, attribute); standard != nil {
			if value, err := standard.ToTerraformValue(ctx); err == nil {
				if encoded, err := tfprotov6.NewDynamicValue(value.Type(), value); err == nil {
					info.encodedDefault = encoded.MsgPack
				}
			}
		}
		switch a := attribute.(type) {
		case schema.SingleNestedAttribute:
			info.children = attributeInfos(ctx, a.Attributes, keep)
		case schema.ListNestedAttribute:
			info.children, info.list = attributeInfos(ctx, a.NestedObject.Attributes, false), true
		case schema.MapNestedAttribute:
			info.children, info.entries = attributeInfos(ctx, a.NestedObject.Attributes, false), true
		}
		infos[name] = info
	}
	return infos
}

// matchesConfig reports whether the planned value of an attribute is its prior value.
func (i attributeInfo) matchesConfig(config, prior []byte) bool {
	switch {
	case tfvalue.IsNullEncoded(config) && i.encodedDefault != nil:
		return bytes.Equal(prior, i.encodedDefault)
	case tfvalue.IsNullEncoded(config):
		return i.keepsPrior || tfvalue.IsNullEncoded(prior) || !i.alwaysSignificant && tfvalue.IsEmptyEncoded(prior, i.kind)
	case tfvalue.IsNullEncoded(prior):
		return false
	case i.list:
		wanted, held, ok := tfvalue.DecodeLists(config, prior)
		for n := range wanted {
			ok = ok && objectMatchesConfig(i.children, wanted[n], held[n])
		}
		return ok
	case i.entries:
		wanted, held := tfvalue.DecodeObject(config), tfvalue.DecodeObject(prior)
		ok := len(wanted) == len(held)
		for key := range wanted {
			ok = ok && objectMatchesConfig(i.children, wanted[key], held[key])
		}
		return ok
	case i.children != nil:
		return objectMatchesConfig(i.children, config, prior)
	}
	return bytes.Equal(config, prior)
}

func objectMatchesConfig(infos map[string]attributeInfo, config, prior []byte) bool {
	return attributesMatchConfig(infos, tfvalue.DecodeObject(config), tfvalue.DecodeObject(prior))
}

func attributesMatchConfig(infos map[string]attributeInfo, config, prior map[string]msgpack.RawMessage) bool {
	if len(config) != len(infos) || len(prior) != len(infos) {
		return false
	}
	for name, info := range infos {
		wanted, configured := config[name]
		held, exists := prior[name]
		if !configured || !exists || !info.matchesConfig(wanted, held) {
			return false
		}
	}
	return true
}
