package rebilly_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

func TestCustomFieldCache_OneList(t *testing.T) {
	requests := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests[r.URL.Path]++
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`[{"name": "tier", "type": "string", "additionalSchema": []}, {"name": "seats", "type": "integer"}]`))
	}))
	t.Cleanup(server.Close)
	client := rebilly.New(rebilly.Config{BaseURL: server.URL, OrganizationID: "org_x", APIKey: "sk", RequestTimeout: time.Minute})
	client.RegisterPlannedCustomField("products", "seats", &rebilly.CustomField{Type: rebilly.StringField})
	client.RegisterPlannedCustomField("products", "new", nil)

	var running sync.WaitGroup
	for range 20 {
		running.Go(func() {
			fields, err := client.KnownCustomFields(t.Context(), "products")
			if err != nil || len(fields) != 3 {
				t.Errorf("got %v, error %v, want 3 fields", fields, err)
				return
			}
			if tier, seats := fields["tier"].Type, fields["seats"].Type; tier != rebilly.StringField || seats != rebilly.StringField {
				t.Errorf("got types %s and %s, want string for both: the planned one takes precedence", tier, seats)
			}
			if planned, ok := fields["new"]; !ok || planned != nil {
				t.Errorf("got %v, %t for the field that is only known by name, want nil, true", planned, ok)
			}
		})
	}
	running.Wait()
	if fields, err := client.KnownCustomFields(t.Context(), "plans"); err != nil || len(fields) != 2 {
		t.Errorf("got %v, error %v, want 2 fields of plans", fields, err)
	}
	const path = "/organizations/org_x/custom-fields/"
	if requests[path+"products"] != 1 || requests[path+"plans"] != 1 || len(requests) != 2 {
		t.Errorf("got requests %v, want one list of each kind of object", requests)
	}
}
