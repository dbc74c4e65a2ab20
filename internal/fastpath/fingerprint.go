package fastpath

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"runtime/debug"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// fingerprintKey is the key of the private state under which the fingerprint is saved.
// The private states of earlier releases have it under this name.
const fingerprintKey = "mark"

// build returns the version of the provider, so that a fingerprint of a different version never matches.
var build = sync.OnceValue(func() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.Main.Version
})

// fingerprint hashes an encoded state and the API object it was read from.
func fingerprint(state []byte, object any) string {
	encoded, err := json.Marshal(object)
	if err != nil {
		return ""
	}
	return Hash([]byte(build()), state, encoded)
}

// Hash returns a hash of several parts. It is short because the state of each resource has some, and the CLI writes all of them after each
// change.
func Hash(parts ...[]byte) string {
	hash := sha256.New()
	for _, part := range parts {
		sum := sha256.Sum256(part)
		hash.Write(sum[:])
	}
	return base64.RawStdEncoding.EncodeToString(hash.Sum(nil)[:16])
}

// SaveFingerprint saves the fingerprint of a state and the API object it was read from. It returns the encoded state.
func SaveFingerprint(ctx context.Context, state tftypes.Value, object any, private tfaccess.KeySetter) ([]byte, diag.Diagnostics) {
	encoded, err := tfprotov6.NewDynamicValue(state.Type(), state)
	if err != nil {
		// Without a fingerprint the next read takes the long way.
		return nil, nil
	}
	return encoded.MsgPack, private.SetKey(ctx, fingerprintKey, []byte(`"`+fingerprint(encoded.MsgPack, object)+`"`))
}

// Fingerprint returns the fingerprint in the private state of an object, "" if there is none.
func Fingerprint(ctx context.Context, private tfaccess.KeyGetter) (string, diag.Diagnostics) {
	saved, diagnostics := private.GetKey(ctx, fingerprintKey)
	var value string
	if json.Unmarshal(saved, &value) != nil {
		return "", diagnostics
	}
	return value, diagnostics
}

// SaveUnread saves, for an object without a fingerprint, one that no read matches.
func SaveUnread(ctx context.Context, object string, private tfaccess.KeySetter) (string, diag.Diagnostics) {
	value := "unread " + object
	encoded, err := json.Marshal(value)
	if err != nil {
		return "", nil
	}
	return value, private.SetKey(ctx, fingerprintKey, encoded)
}

// HasFingerprint reports whether the private state belongs to an existing object. During a create this is true only for
// a replacement, where Terraform discards warnings.
func HasFingerprint(ctx context.Context, private tfaccess.KeyGetter) (bool, diag.Diagnostics) {
	saved, diagnostics := private.GetKey(ctx, fingerprintKey)
	return saved != nil, diagnostics
}
