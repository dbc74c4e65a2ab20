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
	texts := []string{string(encoded), logged.String(), fmt.Sprint(object.SecretKey, object, &object), fmt.Errorf("%w", fmt.Errorf("%v", object)).Error()}
	for _, verb := range []string{"%s", "%v", "%+v", "%#v", "%q", "%x", "%X", "%d", "%10.5s", "%T %[1]v"} {
		texts = append(texts, fmt.Sprintf(verb, object.SecretKey), fmt.Sprintf(verb, object), fmt.Sprintf(verb, []Secret{key}))
	}
	for _, text := range texts {
		for _, form := range []string{key, key[11:], fmt.Sprintf("%x", key), fmt.Sprintf("%X", key[11:])} {
			if strings.Contains(text, form) {
				t.Errorf("the secret is in %s", text)
			}
		}
	}
	if object.SecretKey.Reveal() != key {
		t.Error("the secret cannot be had at all")
	}
}

func TestSecret_NeverSent(t *testing.T) {
	var object APIKey
	if err := json.Unmarshal([]byte(`{"description": "CI", "secretKey": "`+key+`", "acl": [{"scope": [], "permissions": ["*"]}]}`), &object); err != nil {
		t.Fatal(err)
	}
	if object.SecretKey.Reveal() != key {
		t.Errorf("read %q", object.SecretKey.Reveal())
	}
	document, err := (&Client{}).APIKeys().toMap(object)
	if _, sent := document["secretKey"]; sent || err != nil {
		t.Errorf("%v %v", document, err)
	}
	if err := json.Unmarshal([]byte(`{"secretKey": null}`), &object); err != nil || object.SecretKey.Reveal() != key {
		t.Errorf("null: %v", err)
	}
}

func TestSecret_IsUnmasked(t *testing.T) {
	for told, want := range map[Secret]bool{
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
		if told.IsUnmasked() != want {
			t.Errorf("%q: %t", told.Reveal(), told.IsUnmasked())
		}
	}
}

func TestMatchesClientKey(t *testing.T) {
	client := New(Config{APIKey: key})
	for told, want := range map[Secret]KeyMatch{
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
		if got := client.MatchesClientKey(told); got != want {
			t.Errorf("%q: %d, want %d", told.Reveal(), got, want)
		}
	}
}
