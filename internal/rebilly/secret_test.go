package rebilly

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

const key = "sk_sandbox_AbCdEfGhIjKlMnOpQrStUvWx1234"

func TestSecret_Redacted(t *testing.T) {
	object := APIKey{Description: "CI", SecretKey: key}
	encoded, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("made", "key", object.SecretKey, "object", object)
	texts := []string{
		string(encoded), logged.String(), fmt.Sprint(object.SecretKey, object, &object), fmt.Errorf("%w", fmt.Errorf("%v", object)).Error(),
	}
	for _, verb := range []string{"%s", "%v", "%+v", "%#v", "%q", "%x", "%X", "%d", "%10.5s", "%T %[1]v"} {
		texts = append(texts, fmt.Sprintf(verb, object.SecretKey), fmt.Sprintf(verb, object), fmt.Sprintf(verb, []Secret{key}))
	}
	for _, text := range texts {
		for _, form := range []string{key, key[11:], fmt.Sprintf("%x", key), fmt.Sprintf("%X", key[11:])} {
			if strings.Contains(text, form) {
				t.Errorf("got the secret in %s, want it redacted", text)
			}
		}
	}
	if got := object.SecretKey.Reveal(); got != key {
		t.Errorf("Reveal: got %q, want %q", got, key)
	}
}

func TestSecret_NeverSent(t *testing.T) {
	var object APIKey
	content := `{"description": "CI", "secretKey": "` + key + `", "acl": [{"scope": [], "permissions": ["*"]}]}`
	if err := json.Unmarshal([]byte(content), &object); err != nil {
		t.Fatal(err)
	}
	if object.SecretKey.Reveal() != key {
		t.Errorf("got %q, want %q", object.SecretKey.Reveal(), key)
	}
	fields, err := (&Client{}).APIKeys().toMap(object)
	if _, sent := fields["secretKey"]; sent || err != nil {
		t.Errorf("got %v, error %v, want no secretKey", fields, err)
	}
	if err := json.Unmarshal([]byte(`{"secretKey": null}`), &object); err != nil || object.SecretKey.Reveal() != key {
		t.Errorf("null: got %q, error %v, want the key unchanged", object.SecretKey.Reveal(), err)
	}
}

func TestSecret_IsUnmasked(t *testing.T) {
	for value, want := range map[Secret]bool{
		key:                                   true,
		"sk_live_0123456789-_.~+/=abc":        true,
		"":                                    false,
		"1234":                                false,
		"sk_sandbox_AbCd":                     false,
		"****":                                false,
		"sk_sandbox_****1234":                 false,
		"sk_sandbox_********************1234": false,
		"sk_sandbox_••••••••••••••••1234":  false,
		"sk_sandbox_AbCdEfGhIjKlMnOpQr…":   false,
		"sk_sandbox_AbCdEfGhIjKlMnOpQr...": false,
		"sk_sandbox_xxxxxxxxxxxxxxxx1234":  false,
		"sk_sandbox_XXXXXXXXXXXXXXXX1234":  false,
		"sk_sandbox_0000000000000000":      false,
		"(the key is not shown again)":     false,
		"[FILTERED-BY-THE-SERVER]":         false,
	} {
		if got := value.IsUnmasked(); got != want {
			t.Errorf("%q: got %t, want %t", value.Reveal(), got, want)
		}
	}
}

func TestMatchesClientKey(t *testing.T) {
	client := New(Config{APIKey: key})
	for returned, want := range map[Secret]KeyMatch{
		key: KeyMatchSame,
		"sk_sandbox_ZbCdEfGhIjKlMnOpQrStUvWx1234": KeyMatchDifferent,
		"sk_sandbox_****1234":                     KeyMatchSame,
		"sk_sandbox_****9999":                     KeyMatchDifferent,
		"sk_sandbox_AbCd****1234":                 KeyMatchSame,
		"sk_sandbox_AbCd****9999":                 KeyMatchDifferent,
		"sk_sandbox_AbCd…":                        KeyMatchSame,
		"sk_sandbox_ZbCd…":                        KeyMatchDifferent,
		"sk_sandbox_xxxxxxxxxxxxxxxxxxxx1234":     KeyMatchSame,
		"••••1234":                                KeyMatchSame,
		"****34":                                  KeyMatchUnknown,
		"****":                                    KeyMatchUnknown,
		"sk_sandbox_****":                         KeyMatchUnknown,
		"sk_live_****1234":                        KeyMatchUnknown,
		"key ending in ****1234":                  KeyMatchUnknown,
		"1234":                                    KeyMatchSame,
		"sk_sandbox_AbCdEf":                       KeyMatchSame,
		"9999":                                    KeyMatchUnknown,
		"hidden":                                  KeyMatchUnknown,
		"":                                        KeyMatchUnknown,
	} {
		if got := client.MatchesClientKey(returned); got != want {
			t.Errorf("%q: got %d, want %d", returned.Reveal(), got, want)
		}
	}
}
