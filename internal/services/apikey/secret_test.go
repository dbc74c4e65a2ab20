package apikey_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// lacks fails the test if a state, an identity, private data or a diagnostic contains a secret.
func lacks(t *testing.T, secret string, states ...*coretest.State) {
	t.Helper()
	for _, state := range states {
		text := fmt.Sprint(state.Value, state.Object(), state.Identity, string(state.Private), state.Diagnostics)
		if strings.Contains(text, secret) || strings.Contains(text, base64.StdEncoding.EncodeToString([]byte(secret))) {
			t.Errorf("got the secret in %s", text)
		}
	}
}

func TestCreate_SecretNotStored(t *testing.T) {
	for _, mode := range modes {
		t.Run("keys "+string(mode), func(t *testing.T) {
			rebilly, s := start(t, emulator.Options{SecretKeys: mode})
			plan := s.Plan(nil, typeName, key(nil))
			if plan.Get("secret_key") != nil || plan.Get("publishable_key") != nil {
				t.Errorf("got planned %v, want both values null", plan.Planned)
			}
			created := s.Apply(plan)
			secret := secretOf(t, rebilly, created.Get("id"))
			read := s.Read(created)
			updated := s.MustApply(read, typeName, key(object{"description": "Shop"}))
			imported := s.Import(typeName, fmt.Sprint(created.Get("id")))
			lacks(t, secret, created, read, updated, imported)
			if updated.Get("secret_key") != nil {
				t.Errorf("got secret_key %v, want null", updated.Get("secret_key"))
			}
		})
	}
}

func TestRead_StoredSecretIsKept(t *testing.T) {
	for _, mode := range modes {
		t.Run("keys "+string(mode), func(t *testing.T) {
			rebilly, s := start(t, emulator.Options{SecretKeys: mode})
			config := key(object{"store_secret": true})
			plan := s.Plan(nil, typeName, config)
			if plan.Get("secret_key") != coretest.Unknown {
				t.Errorf("got planned secret_key %v, want unknown", plan.Get("secret_key"))
			}
			state := s.Apply(plan)
			secret := secretOf(t, rebilly, state.Get("id"))
			for name, step := range map[string]func() *coretest.State{
				"create": func() *coretest.State { return state },
				"read":   func() *coretest.State { return s.Read(state) },
				"update": func() *coretest.State {
					return s.MustApply(state, typeName, key(object{"store_secret": true, "description": "Shop"}))
				},
				"timeout": func() *coretest.State {
					return s.MustApply(state, typeName, key(object{"store_secret": true, "timeouts": object{"delete": "5m"}}))
				},
			} {
				if got := step().Get("secret_key"); got != secret {
					t.Errorf("%s: got %v, want the stored secret", name, got)
				}
			}
			changed := s.Plan(state, typeName, key(object{"store_secret": true, "description": "Shop"}))
			if fmt.Sprint(changed.Changes()) != "[description]" {
				t.Errorf("got changes %v, want [description]", changed.Changes())
			}
			off := s.MustApply(state, typeName, key(nil))
			lacks(t, secret, off)
		})
	}
}

// TestRead_FromLists compares reads of many keys, one of which has a different value since, with reads of single keys, whatever single
// responses and lists hide.
func TestRead_FromLists(t *testing.T) {
	const count = 12
	for _, mode := range modes {
		for _, listMode := range modes {
			t.Run(fmt.Sprintf("keys %s, in lists %s", mode, listMode), func(t *testing.T) {
				rebilly, s := start(t, emulator.Options{SecretKeys: mode})
				lists := fakeapi.Start(t, emulator.Options{SecretKeys: listMode})
				var states []*coretest.State
				for i := range count {
					// The first key, which is read individually, does not show what is hidden of the others.
					kind := []string{"publishable", "secret"}[min(i, 1)]
					state := s.MustApply(nil, typeName, key(object{"type": kind, "store_secret": kind == "secret"}))
					states = append(states, s.Read(state))
				}
				replaced := fmt.Sprint(states[count-1].Get("id"))
				stored, _ := rebilly.Get("api-keys", replaced)
				value, _ := stored["secretKey"].(string)
				stored["secretKey"] = value[:len(value)-10] + "0123456789"
				rebilly.Put("api-keys", replaced, stored)
				for _, state := range states {
					stored, _ := rebilly.Get("api-keys", fmt.Sprint(state.Get("id")))
					lists.Put("api-keys", fmt.Sprint(state.Get("id")), stored)
				}
				rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
					if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/api-keys") {
						next = lists
					}
					next.ServeHTTP(w, r)
				})
				var want []any
				for _, state := range states {
					want = append(want, coretest.NewCore(t, rebilly.ProviderConfig()).Read(state).Get("secret_key"))
				}
				rebilly.Reset()
				together := coretest.NewCore(t, rebilly.ProviderConfig())
				for i, state := range states {
					if got := together.Read(state).Get("secret_key"); got != want[i] {
						t.Errorf("key %d: got the value %v, want %v as from a single read", i, got, want[i])
					}
				}
				if isFull := mode == emulator.SecretKeysFull; isFull && want[count-1] != stored["secretKey"] {
					t.Errorf("got the value %v from a single read, want the different one", want[count-1])
				}
				// Lists that hide as much as single reads, or less, replace most of those.
				single := rebilly.Requests()["GET /api-keys/{id}"]
				if usesList := mode == listMode; usesList && single > 5 || !usesList && mode == emulator.SecretKeysFull && single != count {
					t.Errorf("got %d single reads", single)
				}
			})
		}
	}
}

func TestUpdate_EnableStoreSecret(t *testing.T) {
	for _, mode := range modes {
		t.Run("keys "+string(mode), func(t *testing.T) {
			rebilly, s := start(t, emulator.Options{SecretKeys: mode})
			state := s.MustApply(nil, typeName, key(nil))
			plan := s.Plan(state, typeName, key(object{"store_secret": true}))
			if mode == emulator.SecretKeysFull {
				if plan.Get("secret_key") != coretest.Unknown {
					t.Errorf("got planned secret_key %v, want unknown", plan.Get("secret_key"))
				}
				rebilly.Reset()
				if got := s.Apply(plan).Get("secret_key"); got != secretOf(t, rebilly, state.Get("id")) {
					t.Errorf("got secret_key %v, want the secret", got)
				}
				if got := rebilly.Requests()["PUT /api-keys/{id}"]; got > 0 {
					t.Errorf("got %d PUTs, want none", got)
				}
				return
			}
			if !plan.Diagnostics.HasError("store_secret", "Secret key can no longer be read", "terraform taint", "rotation_triggers") ||
				strings.Contains(plan.Diagnostics.String(), "****") {
				t.Errorf("got %v, want an error at store_secret without a mask", plan.Diagnostics)
			}
		})
	}
}

func TestUpdate_SecretNoLongerReadable(t *testing.T) {
	rebilly, s := start(t, emulator.Options{})
	state := s.MustApply(nil, typeName, key(nil))
	plan := s.Plan(state, typeName, key(object{"store_secret": true}))
	// The plan of the apply still reads the secret; the apply itself does not.
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		rebilly.Put("api-keys", fmt.Sprint(state.Get("id")), map[string]any{"description": "CI", "secretKey": "sk_sandbox_****1234"})
	})
	after := s.Apply(plan)
	if !after.Diagnostics.HasError("store_secret", "masks") || after.Get("store_secret") != false {
		t.Errorf("got %v %v, want store_secret = false and an error", after.Object(), after.Diagnostics)
	}
}

func TestCreate_PublishableKey(t *testing.T) {
	for _, mode := range modes {
		t.Run("keys "+string(mode), func(t *testing.T) {
			rebilly, s := start(t, emulator.Options{SecretKeys: mode})
			config := key(object{"type": "publishable"})
			plan := s.Plan(nil, typeName, config)
			if plan.Get("publishable_key") != coretest.Unknown || plan.Get("secret_key") != nil {
				t.Errorf("got planned %v, want an unknown publishable_key", plan.Planned)
			}
			state := s.Apply(plan)
			value := secretOf(t, rebilly, state.Get("id"))
			updated := s.MustApply(s.Read(state), typeName, key(object{"type": "publishable", "description": "Shop"}))
			if state.Get("publishable_key") != value || updated.Get("publishable_key") != value || updated.Get("secret_key") != nil {
				t.Errorf("got %v, then %v, want publishable_key %s", state.Object(), updated.Object(), value)
			}
			imported := s.Import(typeName, fmt.Sprint(state.Get("id")))
			want := map[emulator.SecretKeys]any{emulator.SecretKeysFull: value}[mode]
			if imported.Get("publishable_key") != want {
				t.Errorf("after import: got publishable_key %v, want %v", imported.Get("publishable_key"), want)
			}
			if plan := s.Plan(imported, typeName, key(object{"type": "publishable", "description": "Shop"})); plan.Action != coretest.NoOp {
				t.Errorf("after import: got %s of %v, want %s", plan.Action, plan.Changes(), coretest.NoOp)
			}
			// Imported while Rebilly masks the value, and updated without a refresh after Rebilly returns it again.
			rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
				_, _ = fmt.Fprintf(w, `{"id": %q, "description": "CI", "type": "publishable", "secretKey": %q}`, state.Get("id"), value)
			})
			if later := s.MustApply(imported, typeName, config); later.Get("publishable_key") != value {
				t.Errorf("after an update: got %v, want publishable_key %s", later.Object(), value)
			}
		})
	}
}

// loseResponses processes requests of a method and closes the connection without a response, the given number of times.
func loseResponses(rebilly *fakeapi.Server, method string, times int32) {
	var lost atomic.Int32
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != method || lost.Add(1) > times {
			next.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(discard{http.Header{}}, r)
		if connection, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = connection.Close()
		}
	})
}

// discard is a ResponseWriter that discards the response.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

func TestCreate_SecretLostWithResponse(t *testing.T) {
	for name, config := range map[string]object{
		"secret_key":      key(object{"store_secret": true}),
		"publishable_key": key(object{"type": "publishable"}),
	} {
		t.Run(name, func(t *testing.T) {
			rebilly, s := start(t, emulator.Options{SecretKeys: emulator.SecretKeysMasked})
			loseResponses(rebilly, http.MethodPut, 1)
			state := s.Apply(s.Plan(nil, typeName, config))
			if !state.Diagnostics.HasError(name, "API key value not returned", "tainted") || !state.Tainted || state.Get(name) != nil {
				t.Errorf("got %v %v, want a tainted key without a value", state.Object(), state.Diagnostics)
			}
			state = s.MustApply(state, typeName, config)
			if state.Get(name) != secretOf(t, rebilly, state.Get("id")) || rebilly.Count() != 1 {
				t.Errorf("got %v and %d keys in Rebilly, want one key with its value", state.Object(), rebilly.Count())
			}
		})
	}
	t.Run("without retries", func(t *testing.T) {
		rebilly := fakeapi.Start(t)
		provider := rebilly.ProviderConfig()
		provider["max_retries"] = 0
		s := coretest.NewCore(t, provider)
		loseResponses(rebilly, http.MethodPut, 1)
		state := s.Apply(s.Plan(nil, typeName, key(object{"store_secret": true})))
		if !state.Diagnostics.HasError("Unable to create API key", "tainted") || !state.Tainted || state.Get("id") == nil ||
			state.Get("secret_key") != nil {
			t.Errorf("got %v %v, want a tainted key without a value", state.Object(), state.Diagnostics)
		}
	})
}

func TestDiagnostics_RedactKeys(t *testing.T) {
	const canary = "sk_sandbox_Canary0Canary1Canary2"
	rebilly, s := start(t, emulator.Options{})
	state := s.MustApply(nil, typeName, key(nil))
	for _, status := range []int{401, 403, 409, 422, 500} {
		remove := rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			w.WriteHeader(status)
			_, _ = fmt.Fprintf(w, `{"title": "No %[1]s", "status": %[2]d, "detail": "bad key %[1]s of %[3]s",
				"invalidFields": [{"field": "%[1]s", "message": "%[1]s is odd"}]}`, canary, status, fakeapi.APIKey)
		})
		provider := rebilly.ProviderConfig()
		provider["max_retries"] = 0
		s := coretest.NewCore(t, provider)
		for _, after := range []*coretest.State{s.Read(state), s.Apply(s.Plan(state, typeName, key(object{"description": "Shop"})))} {
			if text := after.Diagnostics.String(); strings.Contains(text, canary) || strings.Contains(text, fakeapi.APIKey) ||
				!after.Diagnostics.HasError("(redacted)") {
				t.Errorf("%d: got %s, want an error without keys", status, text)
			}
		}
		remove()
	}
}
