package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/services"
)

// apiField returns the API's field of an attribute. An attribute of a union list has the index that its type has in the request.
func apiField(kind coretest.ResourceType, config object, path string) string {
	for pattern, replacement := range kind.FieldPaths {
		path = regexp.MustCompile(pattern).ReplaceAllString(path, replacement)
	}
	steps := strings.Split(path, ".")
	if slices.Contains(kind.UnionLists, steps[0]) && len(steps) > 1 {
		attributes, _ := config[steps[0]].(object)
		steps[1] = strconv.Itoa(slices.Index(sorted(attributes), steps[1]))
	}
	for i, step := range steps {
		steps[i] = naming.Camel(step)
	}
	return strings.Join(steps, ".")
}

// withoutSetElement returns the path of the set that has the element at a path, because elements of a set have no index, neither here
// nor in Rebilly. Any other path is returned unchanged.
func withoutSetElement(attributes []*tfprotov6.SchemaAttribute, path string) string {
	steps := strings.Split(path, ".")
	for i, step := range steps {
		for _, attribute := range attributes {
			switch {
			case attribute.Name != step:
			case attribute.NestedType != nil:
				attributes = attribute.NestedType.Attributes
			case attribute.Type.Is(tftypes.Set{}):
				return strings.Join(steps[:i+1], ".")
			}
		}
	}
	return path
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

// allPaths returns the paths of all values in a configuration.
func allPaths(value any, path string) []string {
	found := []string{path}
	switch v := value.(type) {
	case object:
		for name, member := range v {
			found = append(found, allPaths(member, strings.TrimPrefix(path+"."+name, "."))...)
		}
	case []any:
		for i, element := range v {
			found = append(found, allPaths(element, path+"."+strconv.Itoa(i))...)
		}
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
				for _, path := range allPaths(config, "") {
					seen[firstElements.ReplaceAllString(path+".", ".0.")] = true
				}
				assertFieldErrorPaths(t, kind, schemas.ResourceSchemas[kind.Type].Block.Attributes, config)
			}
			for _, path := range attributePaths(schemas.ResourceSchemas[kind.Type].Block.Attributes, "") {
				complete := kind.CompletePath(path)
				isProviders := kind.ProviderAttributes[path].Reason != "" || commonProviderAttributes[path] != ""
				if complete != "" && !seen[complete+"."] && !isProviders {
					t.Errorf("%s: got no configuration in \"complete\" with %s, want one", services.FixturePath(kind.Type), path)
				}
			}
		})
	}
}

// firstElements replaces the index of every list element by that of the first one.
var firstElements = regexp.MustCompile(`\.\d+\.`)

func assertFieldErrorPaths(t *testing.T, kind coretest.ResourceType, attributes []*tfprotov6.SchemaAttribute, config object) {
	t.Helper()
	rebilly := fakeapi.Start(t)
	coretest.Seed(rebilly)
	type fieldError struct{ field, wantPath string }
	var fieldErrors []fieldError
	for _, path := range leafPaths(config, "") {
		if slices.Contains(kind.Key[:len(kind.Key)-1], path) || strings.HasSuffix(path, crud.WriteOnlySuffix+crud.VersionSuffix) {
			continue
		}
		field, wantPath := apiField(kind, config, path), withoutSetElement(attributes, path)
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
	plan := s.Plan(nil, kind.Type, config)
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
		wantField := f.field
		if end := strings.IndexAny(f.field, ".["); end > 0 && slices.Contains(kind.UnionLists, f.field[:end]) {
			// The error has the type in place of the index, and dots.
			wantField = f.field[:end] + "."
		}
		if got := lines[strconv.Itoa(i)]; !strings.HasPrefix(got, prefix) || !strings.Contains(got, wantField) {
			t.Errorf("%q: got %q, want an error at %q with %q", f.field, got, f.wantPath, wantField)
		}
	}
}
