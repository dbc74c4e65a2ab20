package apikey_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const typeName = "rebilly_api_key"

type object = coretest.Object

// modes lists what Rebilly may return of a key after its create.
var modes = []emulator.SecretKeys{emulator.SecretKeysFull, emulator.SecretKeysMasked, emulator.SecretKeysOmitted}

func key(more object) object {
	config := object{"description": "CI"}
	maps.Copy(config, more)
	return config
}

func start(t *testing.T, options emulator.Options) (*fakeapi.Server, *coretest.Core) {
	t.Helper()
	rebilly := fakeapi.Start(t, options)
	return rebilly, coretest.NewCore(t, rebilly.ProviderConfig())
}

// secretOf returns the value of a key from the storage of the emulator.
func secretOf(t *testing.T, rebilly *fakeapi.Server, id any) string {
	t.Helper()
	stored, _ := rebilly.Get("api-keys", fmt.Sprint(id))
	value, _ := stored["secretKey"].(string)
	if value == "" {
		t.Fatalf("got no key %v in the emulator", id)
	}
	return value
}

func TestMatrix(t *testing.T) {
	coretest.Matrix(t, coretest.Case{
		Type:       typeName,
		Collection: "api-keys",
		Configs: map[string]coretest.Object{
			"minimal": key(nil),
			"maximal": key(object{
				"id":   "api_key_maximal",
				"type": "secret",
				"acl": []any{
					object{"permissions": []any{"PutPlan", "GetPlan"}, "scope": object{
						"organization_id": []any{"org_1"}, "product_id": []any{"prod_2",
							"prod_1"}, "plan_id": []any{"plan_1"}, "custom_field_name": []any{"tier"},
					}},
					object{"permissions": []any{"*"}},
				},
				"allowed_ips":         []any{"203.0.113.7", "2001:0DB8:ABCD:0012:0000:0000:0000:FFFF", "201.54.122.9/24"},
				"rotation_triggers":   object{"month": "2027-01"},
				"store_secret":        true,
				"deletion_protection": false,
			}),
			"nulls":       key(object{"type": nil, "acl": nil, "allowed_ips": nil, "rotation_triggers": nil, "store_secret": nil}),
			"empties":     key(object{"description": "", "rotation_triggers": object{}, "acl": []any{object{"permissions": []any{}}}}),
			"zeroes":      key(object{"store_secret": false}),
			"publishable": key(object{"type": "publishable", "store_secret": true}),
		},
		Changes: map[string]any{
			"description":            "Shop",
			"type":                   "publishable",
			"acl.0.permissions":      []any{"GetPlan"},
			"acl.0.scope.product_id": []any{"prod_1"},
			"acl.1.scope":            object{"plan_id": []any{"plan_1"}},
			"acl.1":                  object{"permissions": []any{"GetWebsite", "PutWebsite"}},
			"allowed_ips":            []any{"203.0.113.8"},
			"rotation_triggers":      object{"month": "2027-02"},
			"store_secret":           false,
			"deletion_protection":    true,
		},
		Clears: []string{
			"acl", "acl.0", "acl.0.scope", "acl.0.scope.organization_id", "acl.0.scope.custom_field_name",
			"allowed_ips", "rotation_triggers", "store_secret",
		},
		Volatile:   []string{"secret_key"},
		Unreadable: []string{"store_secret", "secret_key", "rotation_triggers"},
	})
}

func TestValidate_InvalidConfigurations(t *testing.T) {
	ips := func(text string) object { return key(object{"allowed_ips": []any{"203.0.113.7", text}}) }
	scoped := func(scope object) object {
		return key(object{"acl": []any{object{"permissions": []any{"GetPlan"}, "scope": scope}}})
	}
	permissions := func(names ...any) object { return key(object{"acl": []any{object{"permissions": names}}}) }
	for name, test := range map[string]struct {
		config   object
		at, want string
	}{
		"no grants":          {key(object{"acl": []any{}}), "acl", "at least 1"},
		"no description":     {object{}, "description", ""},
		"type":               {key(object{"type": "private"}), "type", "publishable"},
		"not an address":     {ips("example.com"), "allowed_ips", "neither an IPv4 or IPv6"},
		"zone":               {ips("fe80::1%eth0"), "allowed_ips", "zone"},
		"private":            {ips("10.0.0.1"), "allowed_ips", "private"},
		"private range":      {ips("192.168.1.0/24"), "allowed_ips", "private"},
		"private by mapping": {ips("::ffff:172.16.0.1"), "allowed_ips", "private"},
		"unique local":       {ips("FD00::/8"), "allowed_ips", "private"},
		"loopback":           {ips("::1"), "allowed_ips", "private"},
		"link-local":         {ips("169.254.0.1"), "allowed_ips", "private"},
		"carrier-grade NAT":  {ips("100.64.1.1"), "allowed_ips", "private"},
		"null address":       {key(object{"allowed_ips": []any{nil}}), "allowed_ips", ""},
		"* and others":       {permissions("*", "GetPlan"), "acl.0.permissions", "Wildcard must be the only permission"},
		"no permissions":     {key(object{"acl": []any{object{"scope": object{}}}}), "acl", ""},
		"id too long": {
			key(object{"acl": []any{object{"permissions": []any{"*"}, "scope": object{"plan_id": []any{fmt.Sprintf("%051d",
				1)}}}}}), "acl.0.scope.plan_id", "50",
		},
		"field name": {
			key(object{"acl": []any{object{"permissions": []any{"*"}, "scope": object{"custom_field_name": []any{"a b"}}}}}),
			"acl.0.scope.custom_field_name", "letters",
		},
		"no addresses":      {key(object{"allowed_ips": []any{}}), "allowed_ips", "restricts nothing"},
		"empty scope":       {scoped(object{}), "acl.0.scope", "plan_id"},
		"scope of nulls":    {scoped(object{"plan_id": nil, "product_id": nil}), "acl.0.scope", "restricts nothing"},
		"scope of no plans": {scoped(object{"plan_id": []any{}}), "acl.0.scope.plan_id", "restricts nothing"},
		"no plans beside a product": {
			scoped(object{"plan_id": []any{}, "product_id": []any{"prod_1"}}), "acl.0.scope.plan_id", "restricts nothing",
		},
		"no field names": {scoped(object{"custom_field_name": []any{}}), "acl.0.scope.custom_field_name", "restricts nothing"},
		"null trigger":   {key(object{"rotation_triggers": object{"a": nil}}), "rotation_triggers", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, s := start(t, emulator.Options{})
			if got := s.Validate(typeName, test.config); !got.HasError(test.at, test.want) {
				t.Errorf("got %v, want an error at %q with %q", got, test.at, test.want)
			}
		})
	}
}

func TestValidate_ValidIPs(t *testing.T) {
	_, s := start(t, emulator.Options{})
	for _, text := range []string{"153.12.32.33", "201.54.122.0/24", "0.0.0.0/0", "2001:0db8:abcd:0012:0000:0000:0000:ffff",
		"2001:db8:abcd:12::0/64"} {
		s.MustApply(nil, typeName, key(object{"allowed_ips": []any{text}}))
	}
}

func TestValidate_UnknownPermissionsWarn(t *testing.T) {
	rebilly, s := start(t, emulator.Options{})
	config := key(object{"acl": []any{object{"permissions": []any{"getproducts", "GetProduct"}}}})
	got := s.Validate(typeName, config)
	if len(got.Errors()) > 0 || !got.HasWarning("acl.0.permissions", `"getproducts"`, `"GetProduct"`, "Rebilly validates it") ||
		len(got.Warnings()) != 1 {
		t.Errorf("got %v, want one warning about getproducts", got)
	}
	state := s.MustApply(nil, typeName, config)
	stored, _ := rebilly.Get("api-keys", fmt.Sprint(state.Get("id")))
	if got := fmt.Sprint(stored["acl"]); got != "[map[permissions:[GetProduct getproducts] scope:map[]]]" {
		t.Errorf("got acl %s, want both permissions and an empty scope", got)
	}
}

func TestValidate_UnknownValues(t *testing.T) {
	_, s := start(t, emulator.Options{ExposeAPIKeyAs: "api_key_own"})
	state := s.MustApply(nil, typeName, key(nil))
	for _, more := range []object{
		{"acl": coretest.Unknown}, {"acl": []any{object{"permissions": coretest.Unknown, "scope": coretest.Unknown}}},
		{"acl": []any{object{"permissions": []any{coretest.Unknown}, "scope": object{"plan_id": []any{coretest.Unknown}}}}},
		{"allowed_ips": coretest.Unknown}, {"allowed_ips": []any{coretest.Unknown, "203.0.113.7"}},
		{"type": coretest.Unknown}, {"store_secret": coretest.Unknown},
		{"rotation_triggers": coretest.Unknown}, {"description": coretest.Unknown},
	} {
		for name, prior := range map[string]*coretest.State{"create": nil, "update": state} {
			if plan := s.Plan(prior, typeName, key(more)); plan.Diagnostics.HasError() {
				t.Errorf("%s %v: got %v, want no error", name, more, plan.Diagnostics)
			}
		}
	}
	plan := s.Plan(nil, typeName, key(object{"type": coretest.Unknown, "store_secret": coretest.Unknown}))
	if applied := s.ApplyWith(plan, key(object{"type": "secret", "store_secret": true})); applied.Diagnostics.HasError() ||
		applied.Get("secret_key") == nil {
		t.Errorf("got %v %v, want a secret_key and no error", applied.Object(), applied.Diagnostics)
	}
}

func TestPlan_EquivalentIPs(t *testing.T) {
	rebilly, s := start(t, emulator.Options{})
	config := key(object{"id": "api_key_x", "allowed_ips": []any{"2001:0DB8::1", "203.0.113.7/24"}})
	state := s.MustApply(nil, typeName, config)
	rebilly.Put("api-keys", "api_key_x", map[string]any{"description": "CI",
		"allowedIps": []any{"203.0.113.0/24", "2001:0db8:0000:0000:0000:0000:0000:0001"}})
	state = s.Read(state)
	if plan := s.Plan(state, typeName, config); plan.Action != coretest.NoOp {
		t.Errorf("got %s of %v, want %s", plan.Action, plan.Changes(), coretest.NoOp)
	}
	reformatted := key(object{"id": "api_key_x", "allowed_ips": []any{"2001:db8::1/128", "203.0.113.0/24"}})
	if plan := s.Plan(state, typeName, reformatted); plan.Action != coretest.NoOp {
		t.Errorf("got %s of %v, want %s", plan.Action, plan.Changes(), coretest.NoOp)
	}
	if plan := s.Plan(s.Import(typeName, "api_key_x"), typeName, config); plan.Action != coretest.NoOp {
		t.Errorf("after import: got %s of %v, want %s", plan.Action, plan.Changes(), coretest.NoOp)
	}
}

func TestRead_ACLOrder(t *testing.T) {
	rebilly, s := start(t, emulator.Options{})
	one := object{"permissions": []any{"GetPlan", "PutPlan"}, "scope": object{"plan_id": []any{"plan_1", "plan_2"}}}
	config := key(object{"id": "api_key_x", "acl": []any{one, object{"permissions": []any{"GetProduct"}}}})
	state := s.MustApply(nil, typeName, config)
	rebilly.Put("api-keys", "api_key_x", map[string]any{"description": "CI", "acl": []any{
		map[string]any{"scope": map[string]any{}, "permissions": []any{"GetProduct"}},
		map[string]any{"scope": map[string]any{"planId": []any{"plan_2", "plan_1"}}, "permissions": []any{"PutPlan", "GetPlan"}},
	}})
	if plan := s.Plan(s.Read(state), typeName, config); plan.Action != coretest.NoOp {
		t.Errorf("got %s of %v, want %s", plan.Action, plan.Changes(), coretest.NoOp)
	}
}

func TestRead_EmptyScopeAsArray(t *testing.T) {
	rebilly, s := start(t, emulator.Options{})
	config := key(object{"acl": []any{object{"permissions": []any{"*"}}}})
	state := s.MustApply(nil, typeName, config)
	rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"id": %q, "description": "CI", "type": "secret", "acl": [{"scope": [], "permissions": ["*"]}]}`, state.Get("id"))
	})
	if plan := s.Plan(s.Read(state), typeName, config); plan.Action != coretest.NoOp || plan.Diagnostics.HasError() {
		t.Errorf("got %s of %v, want %s", plan.Action, plan.Changes(), coretest.NoOp)
	}
}

func TestRotationTriggers(t *testing.T) {
	_, s := start(t, emulator.Options{})
	with := func(triggers any) object { return key(object{"rotation_triggers": triggers}) }
	for name, test := range map[string]struct {
		prior, next any
		want        string
	}{
		"first trigger":  {nil, object{"a": "1"}, coretest.Update},
		"first after {}": {object{}, object{"a": "1"}, coretest.Update},
		"changed":        {object{"a": "1"}, object{"a": "2"}, coretest.Replace},
		"added":          {object{"a": "1"}, object{"a": "1", "b": "1"}, coretest.Replace},
		"unknown":        {object{"a": "1"}, object{"a": coretest.Unknown}, coretest.Replace},
		"all removed":    {object{"a": "1"}, nil, coretest.Update},
		"unchanged":      {object{"a": "1"}, object{"a": "1"}, coretest.NoOp},
	} {
		t.Run(name, func(t *testing.T) {
			s := s.WithT(t)
			if plan := s.Plan(s.MustApply(nil, typeName, with(test.prior)), typeName, with(test.next)); plan.Action != test.want {
				t.Errorf("got %s of %v, want %s", plan.Action, plan.RequiresReplace, test.want)
			}
		})
	}
	state := s.MustApply(nil, typeName, with(object{"a": "1"}))
	config := with(object{"a": "1"})
	config["description"] = "Shop"
	if plan := s.Plan(state, typeName, config); plan.Action != coretest.Update || !slices.Equal(plan.Changes(), []string{"description"}) {
		t.Errorf("got %s of %v, want %s of [description]", plan.Action, plan.Changes(), coretest.Update)
	}
}

func TestDelete_TimeoutKeepsState(t *testing.T) {
	rebilly, s := start(t, emulator.Options{})
	state := s.MustApply(nil, typeName, key(object{"id": "api_key_x", "timeouts": object{"delete": "10ms"}}))
	rebilly.BlockDelete("api-keys", "api_key_x", "A webhook uses it")
	if after := s.Apply(s.Plan(state, typeName, nil)); after.Removed() ||
		!after.Diagnostics.HasError("Unable to delete API key", "A webhook uses it", "timeouts") {
		t.Errorf("got %v, want an error that names timeouts", after.Diagnostics)
	}
}

func TestCreate_IDExists(t *testing.T) {
	rebilly, s := start(t, emulator.Options{})
	rebilly.Put("api-keys", "api_key_theirs", map[string]any{"description": "Theirs"})
	state := s.Apply(s.Plan(nil, typeName, key(object{"id": "api_key_theirs"})))
	if !state.Diagnostics.HasError("id", "already exists", "to = rebilly_api_key.this", `id = "api_key_theirs"`) {
		t.Errorf("got %v, want an error with an import block", state.Diagnostics)
	}
}

func TestPlan_UnrestrictedKeyWarns(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	state := s.MustApply(nil, typeName, key(object{"acl": []any{object{"permissions": []any{"GetPlan"}}}}))
	if plan := s.Plan(state, typeName, key(nil)); !plan.Diagnostics.HasWarning("acl", "becomes unrestricted") {
		t.Errorf("got %v, want a warning at acl", plan.Diagnostics)
	}
}
