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
// that out. Same and NothingToPlan find it out from the encoded values; whatever they cannot tell for certain they
// leave to the framework.

// markKey is where the private state has the mark of the state and of the API object that it was made of.
const markKey = "mark"

// build tells builds apart: what another one made of an API object proves nothing.
var build = sync.OnceValue(func() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.Main.Version
})

// mark is what only this state and this object have together.
func mark[A any](state []byte, object A) string {
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

// Marked tells from a private state that an object was made of it or read into it. A plan that creates an object has one
// in the second half of a replacement alone, in which Terraform drops warnings.
func Marked(ctx context.Context, in remembered) bool {
	held, _ := in.GetKey(ctx, markKey)
	return held != nil
}

// private is the private state of a response.
type private interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// remembered is the private state of a request.
type remembered interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// remember marks a state that was just made of an object.
func remember[A any](ctx context.Context, state tftypes.Value, object A, in private) diag.Diagnostics {
	encoded, err := tfprotov6.NewDynamicValue(state.Type(), state)
	if err != nil {
		return nil
	}
	return in.SetKey(ctx, markKey, []byte(`"`+mark(encoded.MsgPack, object)+`"`))
}

// Same tells of an encoded state, private state and identity that reading the object would change none of them.
func (r *Resource[M, A]) Same(ctx context.Context, client *rebilly.Client, state, private, identity []byte) bool {
	var held map[string][]byte
	if json.Unmarshal(private, &held) != nil {
		return false
	}
	var marked string
	for name, value := range held {
		// The framework's own entries tell of an import.
		if strings.HasPrefix(name, ".") || name == markKey && json.Unmarshal(value, &marked) != nil {
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
	object, shared := r.spec.Store(client).Recall(ctx, strings.Join(id, "/"))
	return shared && mark(state, object) == marked
}

// NothingToPlan tells of an encoded configuration and prior state that the plan is the prior state.
func (r *Resource[M, A]) NothingToPlan(client *rebilly.Client, config, prior, identity []byte) bool {
	var known map[string]string
	if msgpack.Unmarshal(identity, &known) != nil || known[organizationID] != client.OrganizationID() {
		return false
	}
	forms, wanted, held := r.forms(), members(config), members(prior)
	if _, protectable := forms[deletionProtection]; protectable && isNull(wanted[deletionProtection]) &&
		!inherits(client, bytes.Equal(held[deletionProtection], encodedTrue)) {
		return false
	}
	return settledMembers(forms, wanted, held)
}

var encodedTrue = []byte{0xc3}

// form is what has to be known of an attribute to tell whether a configuration asks for what is there.
type form struct {
	// stays tells that what Terraform holds stays where the configuration is silent.
	stays bool
	// informs tells that whatever is there says something.
	informs bool
	// standard is the encoded default, if there is one.
	standard []byte
	// children are of an object, or of each element of a list of objects.
	children map[string]form
	list     bool
}

func formsOf(ctx context.Context, attributes map[string]schema.Attribute) map[string]form {
	forms := make(map[string]form, len(attributes))
	for name, attribute := range attributes {
		f := form{stays: !attribute.IsOptional() && attribute.IsComputed(), informs: name == defaultValue}
		if standard := defaultOf(ctx, attribute); standard != nil {
			if value, err := standard.ToTerraformValue(ctx); err == nil {
				if encoded, err := tfprotov6.NewDynamicValue(value.Type(), value); err == nil {
					f.standard = encoded.MsgPack
				}
			}
		}
		switch a := attribute.(type) {
		case schema.SingleNestedAttribute:
			f.children = formsOf(ctx, a.Attributes)
		case schema.ListNestedAttribute:
			f.children, f.list = formsOf(ctx, a.NestedObject.Attributes), true
		}
		forms[name] = f
	}
	return forms
}

// isNull tells of an encoded value that it is null, of which the decoder leaves nothing.
func isNull(value []byte) bool { return len(value) == 0 || len(value) == 1 && value[0] == 0xc0 }

// settled tells that a configuration asks for what is there.
func (f form) settled(config, prior []byte) bool {
	switch {
	case isNull(config) && f.standard != nil:
		return bytes.Equal(prior, f.standard)
	case isNull(config):
		return f.stays || isNull(prior) || f.silent(prior)
	case isNull(prior):
		return false
	case f.list:
		wanted, held, ok := pairs(config, prior)
		for i := range wanted {
			ok = ok && settledObject(f.children, wanted[i], held[i])
		}
		return ok
	case f.children != nil:
		return settledObject(f.children, config, prior)
	}
	return bytes.Equal(config, prior)
}

func settledObject(forms map[string]form, config, prior []byte) bool {
	return settledMembers(forms, members(config), members(prior))
}

func settledMembers(forms map[string]form, wanted, held map[string]msgpack.RawMessage) bool {
	if len(wanted) != len(forms) || len(held) != len(forms) {
		return false
	}
	for name, f := range forms {
		config, asked := wanted[name]
		prior, there := held[name]
		if !asked || !there || !f.settled(config, prior) {
			return false
		}
	}
	return true
}

// silent is saysNothing of an encoded value. It is false for what it does not know.
func (f form) silent(value []byte) bool {
	switch {
	case f.informs:
		return isNull(value)
	case isNull(value):
		return true
	case f.list || f.children == nil:
		// false, "", an empty list, an empty map.
		return len(value) == 1 && (value[0] == 0xc2 || value[0] == 0xa0 || value[0] == 0x90 || value[0] == 0x80)
	}
	held := members(value)
	for name, child := range f.children {
		if part, there := held[name]; !there || !child.silent(part) {
			return false
		}
	}
	return true
}

// members are the encoded attributes of an encoded object, nil if it is none.
func members(object []byte) map[string]msgpack.RawMessage {
	var all map[string]msgpack.RawMessage
	if msgpack.Unmarshal(object, &all) != nil {
		return nil
	}
	return all
}

// pairs are the encoded elements of two lists of the same length.
func pairs(config, prior []byte) (wanted, held []msgpack.RawMessage, ok bool) {
	ok = msgpack.Unmarshal(config, &wanted) == nil && msgpack.Unmarshal(prior, &held) == nil && len(wanted) == len(held)
	if !ok {
		return nil, nil, false
	}
	return wanted, held, true
}
