package crud_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

// invalidIDs would select a different object behind a proxy that normalizes paths.
var invalidIDs = []string{"..", "../plans/plan_x", "%2e%2e", `..\plans`, "a?b"}

func TestPath_EditedState(t *testing.T) {
	for _, kind := range coretest.ResourceTypes {
		if kind.IsSettings() {
			continue
		}
		t.Run(kind.Type, func(t *testing.T) {
			rebilly, s := start(t, nil)
			kind.Store(rebilly, kind.ID, kind.Stored)
			state := s.Import(kind.Type, kind.ID)
			rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/"+kind.ListPath()) {
					t.Errorf("got the request %s %s, want none but lists", r.Method, r.URL.Path)
				}
				next.ServeHTTP(w, r)
			})
			for _, id := range invalidIDs {
				edited := withEditedKey(t, state, kind.Key[len(kind.Key)-1], id)
				if got := s.Read(edited); got.Removed() || !got.Diagnostics.HasError("not a valid id") {
					t.Errorf("read of %q: got %v, want an error", id, got.Diagnostics)
				}
				if kind.IsForgotten() {
					continue
				}
				if got := s.Apply(s.Plan(edited, kind.Type, nil)); got.Removed() || !got.Diagnostics.HasError("not a valid id") {
					t.Errorf("destroy of %q: got %v, want an error", id, got.Diagnostics)
				}
			}
		})
	}
}

func TestPath_ImportAndDataSource(t *testing.T) {
	rebilly, s := start(t, nil)
	rebilly.Intercept(func(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
		t.Errorf("got the request %s %s, want none", r.Method, r.URL.Path)
	})
	for _, id := range invalidIDs {
		if got := s.Import(product, id); !got.Diagnostics.HasError("id") {
			t.Errorf("import of %q: got %v, want an error", id, got.Diagnostics)
		}
		if got := s.ImportIdentity(product, object{"id": id}); !got.Diagnostics.HasError("not a valid id") {
			t.Errorf("import by identity of %q: got %v, want an error", id, got.Diagnostics)
		}
		for typeName, config := range map[string]object{
			product: {"id": id}, "rebilly_custom_field": {"resource": "products", "name": id}, "rebilly_tag": {"name": id},
		} {
			if got := s.Data(typeName, config); !got.Diagnostics.HasError("error: ") {
				t.Errorf("data source %s %q: got %v, want an error", typeName, id, got.Diagnostics)
			}
		}
		if got := s.Data(product, object{"id": id}); !got.Diagnostics.HasError("error: id: ", "letters") {
			t.Errorf("data source %q: got %v, want an error of the validation", id, got.Diagnostics)
		}
	}
}

// withEditedKey returns a state with a different key, as an edited state file has it.
func withEditedKey(t *testing.T, state *coretest.State, attribute, value string) *coretest.State {
	t.Helper()
	edited := *state
	var err error
	edited.Value, err = tftypes.Transform(state.Value, func(at *tftypes.AttributePath, v tftypes.Value) (tftypes.Value, error) {
		if at.Equal(tftypes.NewAttributePath().WithAttributeName(attribute)) {
			return tftypes.NewValue(tftypes.String, value), nil
		}
		return v, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return &edited
}
