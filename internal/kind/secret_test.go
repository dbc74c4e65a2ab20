package kind_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
)

type object = coretest.Object

// hook has a secret of its own and one in each variant of a union, and is updated by PUT. sender is updated by PATCH.
var (
	hook = kind.Kind{
		Name: "hook", Collection: "webhooks", IDPrefix: "hook_", DisplayNameAttribute: "name",
		Fields: kind.Fields{
			"name":             kind.Text{Description: "Name", Required: true},
			"token_wo":         kind.Secret{Description: "Token", Length: kind.Between(4, 50)},
			"token_wo_version": kind.SecretVersion{},
			"login": kind.Union{Description: "Login", Discriminator: "type", Variants: map[string]kind.Object{
				"basic": {Fields: kind.Fields{
					"user":                kind.Text{Description: "User", Required: true},
					"password_wo":         kind.Secret{Description: "Password", Required: true},
					"password_wo_version": kind.SecretVersion{},
				}},
				"none": {Fields: kind.Fields{"note": kind.Text{Description: "Note"}}},
			}},
		},
	}
	sender = kind.Kind{
		Name: "sender", Collection: "senders", Identity: crud.ServerID, DisplayNameAttribute: "name",
		Fields: kind.Fields{
			"name":             kind.Text{Description: "Name", Required: true},
			"token_wo":         kind.Secret{Description: "Token"},
			"token_wo_version": kind.SecretVersion{},
		},
	}
)

// secretAPI stores one object per path and responds with masked secrets.
type secretAPI struct {
	mu     sync.Mutex
	stored map[string]object
	bodies []string
}

func (a *secretAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	content, _ := io.ReadAll(r.Body)
	path := strings.TrimPrefix(r.URL.Path, "/organizations/org/")
	w.Header().Set("Content-Type", "application/json")
	status := http.StatusOK
	if r.Method != http.MethodGet {
		var body object
		_ = json.Unmarshal(content, &body)
		a.bodies = append(a.bodies, string(content))
		if r.Method == http.MethodPost {
			path += "/made"
			status = http.StatusCreated
		}
		if r.Method == http.MethodPatch {
			for name, value := range a.stored[path] {
				if _, changed := body[name]; !changed {
					body[name] = value
				}
			}
		}
		body["id"] = path[strings.LastIndex(path, "/")+1:]
		a.stored[path] = body
	}
	stored, exists := a.stored[path]
	switch {
	case path == "senders" || path == "products":
		_, _ = io.WriteString(w, "[]")
	case !exists:
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"title":"Not Found","status":404}`)
	default:
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(masked(stored))
	}
}

// masked returns an object as a response shows it.
func masked(stored object) object {
	shown := object{}
	for name, value := range stored {
		switch value := value.(type) {
		case object:
			shown[name] = masked(value)
		default:
			if shown[name] = value; name == "token" || name == "password" {
				shown[name] = "••••"
			}
		}
	}
	return shown
}

// sent returns the bodies since the last call.
func (a *secretAPI) sent() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	sent := strings.Join(a.bodies, " ")
	a.bodies = nil
	return sent
}

func startSecrets(t *testing.T) (*secretAPI, *coretest.Core) {
	t.Helper()
	api := &secretAPI{stored: map[string]object{}}
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	return api, coretest.NewCoreOf(t, coretest.ProviderOf(hook.Registration(), sender.Registration()), object{
		"organization_id": "org", "api_key": "sk_sandbox_x", "base_url": server.URL, "max_retries": 0,
	})
}

func hookOf(name, token string, version int, password string, passwordVersion int) object {
	return object{
		"id": "hook_1", "name": name, "token_wo": token, "token_wo_version": version,
		"login": object{"basic": object{"user": "u", "password_wo": password, "password_wo_version": passwordVersion}},
	}
}

// TestSecret_Put sends secrets on create, when a version changes, and with every other update, because a PUT replaces.
func TestSecret_Put(t *testing.T) {
	api, s := startSecrets(t)
	state := s.MustApply(nil, "rebilly_hook", hookOf("A", "token-1", 1, "password-1", 1))
	want := `{"login":{"password":"password-1","type":"basic","user":"u"},"name":"A","token":"token-1"}`
	if got := api.sent(); got != want {
		t.Errorf("create: got %s, want %s", got, want)
	}
	if plan := s.Plan(s.Read(state), "rebilly_hook", hookOf("A", "token-2", 1, "password-2", 1)); plan.Action != coretest.NoOp {
		t.Errorf("different secrets with the same version: got %s of %v, want no changes", plan.Action, plan.Changes())
	}
	state = s.MustApply(state, "rebilly_hook", hookOf("A", "token-2", 2, "password-2", 1))
	if got := api.sent(); !strings.Contains(got, "token-2") || strings.Contains(got, "••") {
		t.Errorf("new version: got %s, want the new token and no mask", got)
	}
	state = s.MustApply(state, "rebilly_hook", hookOf("B", "token-2", 2, "password-2", 1))
	want = `{"login":{"password":"password-2","type":"basic","user":"u"},"name":"B","token":"token-2"}`
	if got := strings.Replace(api.sent(), `"id":"hook_1",`, "", 1); got != want {
		t.Errorf("new name: got %s, want %s", got, want)
	}
	config := hookOf("B", "token-2", 2, "", 0)
	config["login"] = object{"none": object{"note": "n"}}
	state = s.MustApply(state, "rebilly_hook", config)
	if got := api.sent(); !strings.Contains(got, `"login":{"note":"n","type":"none"}`) {
		t.Errorf("different variant: got %s, want it alone", got)
	}
	requireNoSecret(t, state)
}

// TestSecret_Patch sends a secret on create and when its version changes, and never with other changes.
func TestSecret_Patch(t *testing.T) {
	api, s := startSecrets(t)
	config := func(name, token string, version any) object {
		return object{"name": name, "token_wo": token, "token_wo_version": version}
	}
	state := s.MustApply(nil, "rebilly_sender", config("A", "token-1", 1))
	for _, step := range []struct {
		config object
		want   string
	}{
		{config("B", "token-2", 1), `{"name":"B"}`},
		{config("B", "token-2", 2), `{"token":"token-2"}`},
		{config("C", "token-3", 3), `{"name":"C","token":"token-3"}`},
		{object{"name": "C"}, ``},
	} {
		api.sent()
		state = s.MustApply(state, "rebilly_sender", step.config)
		if got := api.sent(); got != step.want {
			t.Errorf("%v: got %s, want %s", step.config, got, step.want)
		}
	}
	requireNoSecret(t, state)
}

// TestSecret_Import sends the secret of an imported object as soon as a version is configured.
func TestSecret_Import(t *testing.T) {
	api, s := startSecrets(t)
	s.MustApply(nil, "rebilly_hook", hookOf("A", "token-1", 1, "password-1", 1))
	api.sent()
	imported := s.Import("rebilly_hook", "hook_1")
	requireNoSecret(t, imported)
	s.MustApply(imported, "rebilly_hook", hookOf("A", "token-9", 1, "password-9", 1))
	if got := api.sent(); !strings.Contains(got, "token-9") || !strings.Contains(got, "password-9") {
		t.Errorf("got %s, want the configured secrets", got)
	}
}

func TestSecret_Validation(t *testing.T) {
	_, s := startSecrets(t)
	for want, config := range map[string]object{
		"token_wo_version":                {"name": "A", "token_wo": "token-1"},
		"login.basic.password_wo_version": {"name": "A", "login": object{"basic": object{"user": "u", "password_wo": "p"}}},
		"login.basic.password_wo":         {"name": "A", "login": object{"basic": object{"user": "u"}}},
		"token_wo:":                       {"name": "A", "token_wo": "abc", "token_wo_version": 1},
	} {
		if got := s.Validate("rebilly_hook", config); !got.HasError(want) || strings.Contains(got.String(), "abc") {
			t.Errorf("got %v, want an error on %s without the secret", got, want)
		}
	}
	unknown := object{"name": "A", "token_wo": coretest.Unknown, "token_wo_version": coretest.Unknown}
	if got := s.Validate("rebilly_hook", unknown); got.HasError() {
		t.Errorf("got %v, want no error for unknown values", got)
	}
}

func requireNoSecret(t *testing.T, state *coretest.State) {
	t.Helper()
	encoded, err := json.Marshal(state.Object())
	if err != nil {
		t.Fatal(err)
	}
	text := string(encoded) + string(state.Private)
	for _, secret := range []string{"token-", "password-", "••"} {
		if strings.Contains(text, secret) {
			t.Errorf("got %s, want a state without %s", text, secret)
		}
	}
}
