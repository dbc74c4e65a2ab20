package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

// restrictionIndex returns the index of a restriction in the list that the provider sends.
func restrictionIndex(restriction string) string {
	for _, config := range coretest.ResourceTypeOf(couponType).Complete {
		restrictions, _ := config["restrictions"].(object)
		if index := slices.Index(slices.Sorted(maps.Keys(restrictions)), restriction); index >= 0 {
			return strconv.Itoa(index)
		}
	}
	return restriction
}

// apiField returns the API's field of an attribute.
func apiField(path string) string {
	steps := strings.Split(path, ".")
	switch {
	case steps[0] == "pricing" && len(steps) > 1:
		steps = slices.Delete(steps, 1, 2)
	case steps[0] == "discount":
		steps = slices.Delete(steps, 1, 2)
	case steps[0] == "restrictions":
		steps[1] = restrictionIndex(steps[1])
	case len(steps) > 2 && steps[1] == "period_anchor_instruction":
		steps = slices.Delete(steps, 2, 3)
	case slices.Contains(strings.Split("array boolean date datetime integer monetary number string", " "), steps[0]):
		steps[0] = "additional_schema"
	}
	for i, step := range steps {
		steps[i] = naming.Camel(step)
	}
	return strings.Join(steps, ".")
}

// leafPaths returns the paths of the values in a configuration that are neither objects nor lists.
func leafPaths(value any, path string) []string {
	var found []string
	switch v := value.(type) {
	case object:
		for name, member := range v {
			found = append(found, leafPaths(member, strings.TrimPrefix(path+"."+name, "."))...)
		}
	case []any:
		for i, element := range v {
			found = append(found, leafPaths(element, path+"."+strconv.Itoa(i))...)
		}
	default:
		found = append(found, path)
	}
	return found
}

func TestDiagnostics_EveryFieldPath(t *testing.T) {
	schemas, err := providerserver.NewProtocol6(provider.New("test")())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			seen := map[string]bool{}
			for _, config := range kind.Complete {
				for _, leaf := range leafPaths(config, "") {
					for path := leaf; ; path = path[:strings.LastIndex(path, ".")] {
						seen[firstElements.Replace(path+".")] = true
						if !strings.Contains(path, ".") {
							break
						}
					}
				}
				assertFieldErrorPaths(t, kind.Type, config)
			}
			for _, path := range attributePaths(schemas.ResourceSchemas[kind.Type].Block.Attributes, "") {
				if !seen[path+"."] && kind.ProviderAttributes[path].Reason == "" && commonProviderAttributes[path] == "" {
					t.Errorf("got no configuration with %s, want one", path)
				}
			}
		})
	}
}

// indexedRestriction matches Rebilly's path of a restriction. The provider's path has the type in place of the index, and dots.
var indexedRestriction = regexp.MustCompile(`^restrictions[.[].*$`)

// firstElements replaces the index of every list element by that of the first one.
var firstElements = strings.NewReplacer(".1.", ".0.")

func assertFieldErrorPaths(t *testing.T, typeName string, config object) {
	t.Helper()
	rebilly := fakeapi.Start(t)
	coretest.Seed(rebilly)
	type fieldError struct{ field, wantPath string }
	var fieldErrors []fieldError
	for _, path := range leafPaths(config, "") {
		if path == "resource" {
			continue
		}
		wantPath := path
		// Elements of a set have no index, neither here nor in Rebilly.
		for _, name := range []string{
			"permissions", "organization_id", "product_id", "plan_id", "custom_field_name", "allowed_ips", ".countries", ".tags", "_ids",
		} {
			if i := strings.LastIndex(wantPath, "."); i > 0 && strings.HasSuffix(wantPath[:i], name) {
				wantPath = wantPath[:i]
			}
		}
		field := apiField(path)
		withBrackets := strings.NewReplacer(".0", "[0]", ".1", "[1]").Replace(field)
		fieldErrors = append(fieldErrors, fieldError{field, wantPath}, fieldError{field, wantPath}, fieldError{withBrackets, wantPath})
	}
	fieldErrors = append(fieldErrors, fieldError{"unknownField", ""}, fieldError{"", ""})
	invalid := make([]map[string]string, len(fieldErrors))
	for i, f := range fieldErrors {
		invalid[i] = map[string]string{"field": f.field, "message": fmt.Sprintf("message %d.", i)}
	}
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodGet {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_ = json.NewEncoder(w).Encode(map[string]any{"title": "Invalid", "status": 422, "invalidFields": invalid})
	})
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	plan := s.Plan(nil, typeName, config)
	diagnostics := s.Apply(plan).Diagnostics
	if len(diagnostics) != len(fieldErrors) {
		t.Errorf("got %d errors, want %d: %v", len(diagnostics), len(fieldErrors), plan.Diagnostics)
	}
	lines := map[string]string{}
	for _, d := range diagnostics {
		line := (coretest.Diagnostics{d}).String()
		for i := range fieldErrors {
			if strings.Contains(line, fmt.Sprintf("message %d.", i)) {
				lines[strconv.Itoa(i)] = line
			}
		}
	}
	for i, f := range fieldErrors {
		prefix := "error: Unable to create "
		if f.wantPath != "" {
			prefix = "error: " + f.wantPath + ": Unable to create "
		}
		wantField := indexedRestriction.ReplaceAllString(f.field, "restrictions.")
		if got := lines[strconv.Itoa(i)]; !strings.HasPrefix(got, prefix) || !strings.Contains(got, wantField) {
			t.Errorf("%q: got %q, want an error at %q with %q", f.field, got, f.wantPath, wantField)
		}
	}
}
