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
			announced, ok := fields["new"]
			if err != nil || len(fields) != 3 || fields["tier"].Type != rebilly.StringField || fields["seats"].Type != rebilly.StringField || !ok || announced != nil {
				t.Errorf("%v %v", fields, err)
			}
		})
	}
	running.Wait()
	if fields, err := client.KnownCustomFields(t.Context(), "plans"); err != nil || len(fields) != 2 {
		t.Errorf("%v %v", fields, err)
	}
	const path = "/organizations/org_x/custom-fields/"
	if requests[path+"products"] != 1 || requests[path+"plans"] != 1 || len(requests) != 2 {
		t.Errorf("%v", requests)
	}
}
