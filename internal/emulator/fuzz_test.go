package emulator_test

import (
	"encoding/json"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

// FuzzBodies sends any body: the emulator stores it or returns an error, in JSON.
func FuzzBodies(f *testing.F) {
	for _, body := range []string{
		`{"name":"Seats","options":["a"],"customFields":{"a":{"currency":"USD","amount":1e400}}}`,
		`{"name":"M","currency":"USD","productId":"p","pricing":{"formula":"tiered","brackets":[{"price":1,"maxQuantity":null}]}}`,
		`{"name":"M","currency":"USD","productId":"p","pricing":{"formula":[]},` +
			`"recurringInterval":{"periodAnchorInstruction":{"method":{}}},"meteredBilling":[]}`,
		`{"discount":{"type":"percent","value":1},"issuedTime":"2026-01-01T00:00:00Z",` +
			`"restrictions":[{"type":"restrict-to-bxgy","buy":[null],"get":{}}]}`,
		`{"settings":{"payoutRequest":[],"paymentForm":{"theme":[],"features":{"showCoupons":[null]}}}}`,
		`[]`, `null`, `{`, "\xff", `{"name":"` + strings.Repeat("a", 300) + `"}`, `{"a":1}{}`, `{"name":{"name":{"name":[[[]]]}}}`,
	} {
		f.Add(body)
	}
	paths := slices.Sorted(maps.Values(singles))
	for _, kind := range kinds {
		paths = append(paths, kind.path)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, options := range []emulator.Options{
			{}, {MergePuts: true, UnknownFields: true, EmptyMapsAsArrays: true, OmitNulls: true, OmitDefaults: true},
		} {
			options.Organization, options.APIKey = organization, apiKey
			e := emulator.New(options)
			for _, path := range paths {
				for range 2 {
					request := httptest.NewRequestWithContext(t.Context(), "PUT", "/organizations/"+organization+path, strings.NewReader(body))
					request.Header.Set("REB-APIKEY", apiKey)
					recorder := httptest.NewRecorder()
					e.ServeHTTP(recorder, request)
					switch recorder.Code {
					case 200, 201, 400, 409, 413, 422:
					default:
						t.Errorf("%s: got status %d, want 200, 201, 400 or 422", path, recorder.Code)
					}
					if !json.Valid(recorder.Body.Bytes()) {
						t.Errorf("%s: got %s, want JSON", path, recorder.Body)
					}
				}
			}
		}
	})
}
