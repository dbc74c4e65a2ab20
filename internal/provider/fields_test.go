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

// indexOf is where the provider puts a restriction into the list of the API.
func indexOf(restriction string) string {
	for _, config := range coretest.ResourceTypeOf(couponType).Complete {
		restrictions, _ := config["restrictions"].(object)
		if index := slices.Index(slices.Sorted(maps.Keys(restrictions)), restriction); index >= 0 {
			return strconv.Itoa(index)
		}
	}
	return restriction
}

// fieldOf is the API's field of an attribute.
func fieldOf(path string) string {
	steps := strings.Split(path, ".")
	switch {
	case steps[0] == "pricing" && len(steps) > 1:
		steps = slices.Delete(steps, 1, 2)
	case steps[0] == "discount":
		steps = slices.Delete(steps, 1, 2)
	case steps[0] == "restrictions":
		steps[1] = indexOf(steps[1])
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

// ends are the paths of the values in a configuration that are neither objects nor lists.
func ends(value any, path string) []string {
	var found []string
	switch v := value.(type) {
	case object:
		for name, member := range v {
			found = append(found, ends(member, strings.TrimPrefix(path+"."+name, "."))...)
		}
	case []any:
		for i, element := range v {
			found = append(found, ends(element, path+"."+strconv.Itoa(i))...)
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
				for _, at := range ends(config, "") {
					for path := at; ; path = path[:strings.LastIndex(path, ".")] {
						seen[elements.Replace(path+".")] = true
						if !strings.Contains(path, ".") {
							break
						}
					}
				}
				refuseFields(t, kind.Type, config)
			}
			for _, path := range leaves(schemas.ResourceSchemas[kind.Type].Block.Attributes, "") {
				if !seen[path+"."] && kind.ProviderAttributes[path].Reason == "" && oursOfAll[path] == "" {
					t.Errorf("no configuration has %s", path)
				}
			}
		})
	}
}

// indexed is a restriction as Rebilly names it. The provider names it by its type, and with dots.
var indexed = regexp.MustCompile(`^restrictions[.[].*$`)

// elements makes every element of a list the first.
var elements = strings.NewReplacer(".1.", ".0.")

func refuseFields(t *testing.T, typeName string, config object) {
	t.Helper()
	rebilly := fakeapi.Start(t)
	rebilly.Put("products", "prod_1", map[string]any{"name": "Seats"})
	for _, resource := range []string{"products", "plans", "websites"} {
		rebilly.Put("custom-fields", resource+"/myTier", map[string]any{"type": "string"})
	}
	type complaint struct{ field, at string }
	var complaints []complaint
	for _, at := range ends(config, "") {
		if at == "resource" {
			continue
		}
		there := at
		// A set has no place for an index: its elements have none in Rebilly either.
		for _, name := range []string{"permissions", "organization_id", "product_id", "plan_id", "custom_field_name", "allowed_ips", ".countries", ".tags", "_ids"} {
			if i := strings.LastIndex(there, "."); i > 0 && strings.HasSuffix(there[:i], name) {
				there = there[:i]
			}
		}
		field := fieldOf(at)
		brackets := strings.NewReplacer(".0", "[0]", ".1", "[1]").Replace(field)
		complaints = append(complaints, complaint{field, there}, complaint{field, there}, complaint{brackets, there})
	}
	complaints = append(complaints, complaint{"fromTheFuture", ""}, complaint{"", ""})
	invalid := make([]map[string]string, len(complaints))
	for i, c := range complaints {
		invalid[i] = map[string]string{"field": c.field, "message": fmt.Sprintf("complaint %d.", i)}
	}
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodPut {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_ = json.NewEncoder(w).Encode(map[string]any{"title": "Invalid", "status": 422, "invalidFields": invalid})
	})
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	plan := s.Plan(nil, typeName, config)
	said := s.Apply(plan).Diagnostics
	if len(said) != len(complaints) {
		t.Errorf("%d complaints, %d errors: %v", len(complaints), len(said), plan.Diagnostics)
	}
	lines := map[string]string{}
	for _, d := range said {
		line := (coretest.Diagnostics{d}).String()
		for i := range complaints {
			if strings.Contains(line, fmt.Sprintf("complaint %d.", i)) {
				lines[strconv.Itoa(i)] = line
			}
		}
	}
	for i, c := range complaints {
		prefix := "error: Unable to create "
		if c.at != "" {
			prefix = "error: " + c.at + ": Unable to create "
		}
		if line := lines[strconv.Itoa(i)]; !strings.HasPrefix(line, prefix) || !strings.Contains(line, indexed.ReplaceAllString(c.field, "restrictions.")) {
			t.Errorf("%q is not at %q: %s", c.field, c.at, line)
		}
	}
}
