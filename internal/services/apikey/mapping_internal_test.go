package apikey

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"pgregory.net/rapid"

	"github.com/rebilly/terraform-provider-rebilly/internal/acl"
	"github.com/rebilly/terraform-provider-rebilly/internal/allowedips"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

const (
	unmasked  = "sk_sandbox_Zm9vYmFyYmF6cXV4Zm9vYmFy"
	different = "sk_sandbox_QUJDREVGR0hJSktMTU5PUFFS"
)

func TestMapping_RoundTrip(t *testing.T) {
	texts := rapid.StringN(0, 10, -1)
	names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"GetPlan", "GetProduct", "PutPlan"}), 0, 3, rapid.ID)
	rapid.Check(t, func(t *rapid.T) {
		m := model{
			ID:          types.StringValue("api_key_x"),
			Description: texts.Draw(t, "description"),
			Type:        rapid.SampledFrom([]string{rebilly.SecretKey, rebilly.PublishableKey}).Draw(t, "type"),
			AllowedIPs: append([]string{}, rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"203.0.113.7", "2001:DB8::1",
				"201.54.122.9/24"}), 0, 3, rapid.ID).Draw(t, "allowed_ips")...),
			RotationTriggers: rapid.MapOfN(texts, texts, 0, 3).Draw(t, "rotation_triggers"),
			StoreSecret:      rapid.Bool().Draw(t, "store_secret"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "acl") {
			permissions := append([]string{}, names.Draw(t, "permissions")...)
			slices.Sort(permissions)
			m.ACL = append(m.ACL, acl.Entry{Permissions: permissions, Scope: &acl.Scope{ProductID: []string{"prod_1", "prod_2"}}})
		}
		slices.Sort(m.AllowedIPs)
		if len(m.AllowedIPs) == 0 {
			m.AllowedIPs = nil
		}
		switch {
		case m.Type == rebilly.PublishableKey:
			m.PublishableKey = types.StringValue("pk_sandbox_Zm9vYmFyYmF6cXV4Zm9vYmFy")
		case m.StoreSecret:
			m.SecretKey = types.StringValue(unmasked)
		}
		key := toAPI(m)
		key.ID = "api_key_x"
		if diff := cmp.Diff(m, fromAPI(key, &m)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func TestPreserveSecret(t *testing.T) {
	null, unknown, stored := types.StringNull(), types.StringUnknown(), types.StringValue(unmasked)
	for name, test := range map[string]struct {
		prior    types.String
		returned rebilly.Secret
		want     types.String
	}{
		"created":                     {unknown, unmasked, stored},
		"created, omitted":            {unknown, "", null},
		"created, masked":             {unknown, "sk_sandbox_****YmFy", null},
		"not stored, unmasked":        {null, unmasked, stored},
		"not stored, masked":          {null, "sk_sandbox_••••••••••••••••YmFy", null},
		"stored, omitted":             {stored, "", stored},
		"stored, masked":              {stored, "sk_sandbox_****YmFy", stored},
		"stored, masked, same length": {stored, rebilly.Secret("sk_sandbox_" + strings.Repeat("x", 20) + "YmFy"), stored},
		"stored, truncated":           {stored, rebilly.Secret(unmasked[:25]), stored},
		"stored, unmasked":            {stored, unmasked, stored},
		"stored, id reused":           {stored, different, types.StringValue(different)},
	} {
		if got := preserveSecret(test.prior, test.returned); !got.Equal(test.want) {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}

func TestIPs_SemanticEquality(t *testing.T) {
	for text, want := range map[string]string{
		"203.0.113.7":    "203.0.113.7",
		"203.0.113.7/32": "203.0.113.7",
		"203.0.113.7/24": "203.0.113.0/24",
		"2001:0DB8:0000:0000:0000:0000:0000:0001": "2001:db8::1",
		"2001:db8::1/128":                         "2001:db8::1",
		"2001:db8:abcd:12::0/64":                  "2001:db8:abcd:12::/64",
		"2001:DB8:ABCD:12::ffff/64":               "2001:db8:abcd:12::/64",
		"::ffff:203.0.113.7":                      "203.0.113.7",
		"::ffff:203.0.113.7/120":                  "203.0.113.0/24",
		"0.0.0.0/0":                               "0.0.0.0/0",
		"not an address":                          "not an address",
	} {
		if got := allowedips.Canonical(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	got := allowedips.CanonicalAll([]string{"203.0.113.9", "2001:DB8::1", "2001:db8::1"})
	if !slices.Equal(got, []string{"2001:db8::1", "203.0.113.9"}) {
		t.Errorf("got %v, want [2001:db8::1 203.0.113.9]", got)
	}
	if got := allowedips.CanonicalAll([]string{}); got != nil {
		t.Errorf("got %v, want nil for an empty list", got)
	}
	prior := []string{"2001:DB8::1", "2001:db8:0::1", "203.0.113.7"}
	want := []string{"198.51.100.1", "2001:DB8::1", "2001:db8:0::1"}
	if got := allowedips.PreserveFormat([]string{"2001:db8::1", "198.51.100.1"}, prior); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestIPs_CanonicalForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9]{1,3}(\.[0-9]{1,3}){3}(/[0-9]{1,2})?|[0-9a-fA-F:]{2,20}(/[0-9]{1,3})?`).Draw(t, "text")
		if once := allowedips.Canonical(text); allowedips.Canonical(once) != once {
			t.Errorf("%s: got %s, want %s again", text, allowedips.Canonical(once), once)
		}
	})
}
