package crud

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// A large plan is mostly objects in which nothing changed, and most of what it costs is the framework's work to find
// that out. Same and PlanIsNoOp find it out from the encoded values; whatever they cannot tell for certain they
// leave to the framework.

// fingerprintKey is where the private state has the mark of the state and of the API object that it was made of.
const fingerprintKey = "mark"

// build tells builds apart: what another one made of an API object proves nothing.
var build = sync.OnceValue(func() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.Main.Version
})

// fingerprint is what only this state and this object have together.
func fingerprint[A any](state []byte, object A) string {
	encoded, err := json.Marshal(object)
	if err != nil {
		return ""
	}
	hash := sha256.New()
	for _, part := range [][]byte{[]byte(build()), state, encoded} {
		sum := sha256.Sum256(part)
		hash.Write(sum[:])
	}
	return base64.StdEncoding.EncodeToString(hash.Sum(nil))
}

// HasFingerprint tells from a private state that an object was made of it or read into it. A plan that creates an object has one
// in the second half of a replacement alone, in which Terraform drops warnings.
func HasFingerprint(ctx context.Context, in privateGetter) bool {
	held, _ := in.GetKey(ctx, fingerprintKey)
	return held != nil
}

// privateSetter is the private state of a response.
type privateSetter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// privateGetter is the private state of a request.
type privateGetter interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// saveFingerprint marks a state that was just made of an object.
func saveFingerprint[A any](ctx context.Context, state tftypes.Value, object A, in privateSetter) diag.Diagnostics {
	encoded, err := tfprotov6.NewDynamicValue(state.Type(), state)
	if err != nil {
		return nil
	}
	return in.SetKey(ctx, fingerprintKey, []byte(`"`+fingerprint(encoded.MsgPack, object)+`"`))
}

// StateUpToDate tells of an encoded state, private state and identity that reading the object would change none of them.
func (r *Resource[M, A]) StateUpToDate(ctx context.Context, client *rebilly.Client, state, private, identity []byte) bool {
	var held map[string][]byte
	if json.Unmarshal(private, &held) != nil {
		return false
	}
	var marked string
	for name, value := range held {
		// The framework's own entries tell of an import.
		if strings.HasPrefix(name, ".") || name == fingerprintKey && json.Unmarshal(value, &marked) != nil {
			return false
		}
	}
	var known map[string]string
	if marked == "" || msgpack.Unmarshal(identity, &known) != nil || known[organizationID] != client.OrganizationID() {
		return false
	}
	var id []string
	for _, name := range r.spec.key() {
		id = append(id, known[name])
	}
	object, shared := r.spec.API(client).GetCached(ctx, strings.Join(id, "/"))
	return shared && fingerprint(state, object) == marked
}

// PlanIsNoOp tells of an encoded configuration and prior state that the plan is the prior state.
func (r *Resource[M, A]) PlanIsNoOp(client *rebilly.Client, config, prior, identity []byte) bool {
	var known map[string]string
	if msgpack.Unmarshal(identity, &known) != nil || known[organizationID] != client.OrganizationID() {
		return false
	}
	forms, wanted, held := r.attributeInfos(), decodeObject(config), decodeObject(prior)
	if _, protectable := forms[deletionProtection]; protectable && isNull(wanted[deletionProtection]) &&
		!matchesProviderDefault(client, bytes.Equal(held[deletionProtection], encodedTrue)) {
		return false
	}
	return attributesMatchConfig(forms, wanted, held)
}

var encodedTrue = []byte{0xc3}

// attributeInfo is what has to be known of an attribute to tell whether a configuration asks for what is there.
type attributeInfo struct {
	// keepsPrior tells that what Terraform holds stays where the configuration is silent.
	keepsPrior bool
	// alwaysSignificant tells that whatever is there says something.
	alwaysSignificant bool
	// encodedDefault is the encoded default, if there is one.
	encodedDefault []byte
	// children are of an object, or of each element of a list of objects.
	children map[string]attributeInfo
	list     bool
}

func attributeInfos(ctx context.Context, attributes map[string]schema.Attribute) map[string]attributeInfo {
	forms := make(map[string]attributeInfo, len(attributes))
	for name, attribute := range attributes {
		f := attributeInfo{keepsPrior: !attribute.IsOptional() && attribute.IsComputed(), alwaysSignificant: name == defaultAttribute}
		if standard := defaultOf(ctx, attribute); standard != nil {
			if value, err := standard.ToTerraformValue(ctx); err == nil {
				if encoded, err := tfprotov6.NewDynamicValue(value.Type(), value); err == nil {
					f.encodedDefault = encoded.MsgPack
				}
			}
		}
		switch a := attribute.(type) {
		case schema.SingleNestedAttribute:
			f.children = attributeInfos(ctx, a.Attributes)
		case schema.ListNestedAttribute:
			f.children, f.list = attributeInfos(ctx, a.NestedObject.Attributes), true
		}
		forms[name] = f
	}
	return forms
}

// isNull tells of an encoded value that it is null, of which the decoder leaves nothing.
func isNull(value []byte) bool { return len(value) == 0 || len(value) == 1 && value[0] == 0xc0 }

// matchesConfig tells that a configuration asks for what is there.
func (f attributeInfo) matchesConfig(config, prior []byte) bool {
	switch {
	case isNull(config) && f.encodedDefault != nil:
		return bytes.Equal(prior, f.encodedDefault)
	case isNull(config):
		return f.keepsPrior || isNull(prior) || f.isEmpty(prior)
	case isNull(prior):
		return false
	case f.list:
		wanted, held, ok := decodeLists(config, prior)
		for i := range wanted {
			ok = ok && objectMatchesConfig(f.children, wanted[i], held[i])
		}
		return ok
	case f.children != nil:
		return objectMatchesConfig(f.children, config, prior)
	}
	return bytes.Equal(config, prior)
}

func objectMatchesConfig(forms map[string]attributeInfo, config, prior []byte) bool {
	return attributesMatchConfig(forms, decodeObject(config), decodeObject(prior))
}

func attributesMatchConfig(forms map[string]attributeInfo, wanted, held map[string]msgpack.RawMessage) bool {
	if len(wanted) != len(forms) || len(held) != len(forms) {
		return false
	}
	for name, f := range forms {
		config, asked := wanted[name]
		prior, there := held[name]
		if !asked || !there || !f.matchesConfig(config, prior) {
			return false
		}
	}
	return true
}

// isEmpty is isSemanticallyEmpty of an encoded value. It is false for what it does not know.
func (f attributeInfo) isEmpty(value []byte) bool {
	switch {
	case f.alwaysSignificant:
		return isNull(value)
	case isNull(value):
		return true
	case f.list || f.children == nil:
		// false, "", an empty list, an empty map.
		return len(value) == 1 && (value[0] == 0xc2 || value[0] == 0xa0 || value[0] == 0x90 || value[0] == 0x80)
	}
	held := decodeObject(value)
	for name, child := range f.children {
		if part, there := held[name]; !there || !child.isEmpty(part) {
			return false
		}
	}
	return true
}

// decodeObject are the encoded attributes of an encoded object, nil if it is none.
func decodeObject(object []byte) map[string]msgpack.RawMessage {
	var all map[string]msgpack.RawMessage
	if msgpack.Unmarshal(object, &all) != nil {
		return nil
	}
	return all
}

// decodeLists are the encoded elements of two lists of the same length.
func decodeLists(config, prior []byte) (wanted, held []msgpack.RawMessage, ok bool) {
	ok = msgpack.Unmarshal(config, &wanted) == nil && msgpack.Unmarshal(prior, &held) == nil && len(wanted) == len(held)
	if !ok {
		return nil, nil, false
	}
	return wanted, held, true
}
