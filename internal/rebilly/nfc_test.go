package rebilly_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// Terraform gives every string the form NFC; other clients store NFD.
func TestNFC(t *testing.T) {
	const nfc, nfd = "Caf\u00e9", "Cafe\u0301"
	for name, stored := range map[string]string{"UTF-8": nfd, "escaped": `Cafe\u0301`} {
		t.Run(name, func(t *testing.T) {
			var sent map[string]any
			c := client(t, func(w http.ResponseWriter, r *http.Request) {
				object := `{"id":"x","name":"` + stored + `","description":"` + stored + `","price":1.10}`
				switch r.Method {
				case http.MethodPut:
					_ = json.NewDecoder(r.Body).Decode(&sent)
				default:
					if r.URL.Path == "/organizations/org/products" {
						object = "[" + object + "]"
					}
				}
				apiResponse(w, 200, object)
			})
			products := c.Products()
			product, err := products.Get(t.Context(), "x")
			if err != nil || product.Name != nfc {
				t.Fatalf("got %q, error %v, want %q", product.Name, err, nfc)
			}
			for _, wanted := range []string{nfc, nfd} {
				if found, others, err := rebilly.FindByName(t.Context(), products.List, "name", wanted); len(found) != 1 || err != nil {
					t.Errorf("%q: got %v, others %q, error %v, want one product", wanted, found, others, err)
				}
			}
			want := product
			want.Description = new("new")
			if _, _, err := products.Update(t.Context(), "x", product, want); err != nil {
				t.Fatal(err)
			}
			if sent["name"] != nfd || sent["description"] != "new" {
				t.Errorf("got %q, want the new description and the name in its form", sent)
			}
		})
	}
}
