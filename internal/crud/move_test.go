package crud_test

import (
	"path"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// movable is an object as a generic provider may have it in its state.
func movable(more object) object {
	source := object{
		"id": "prod_1", "path": "/products", "data": `{"secretKey":"sk-secret"}`, "api_data": object{"name": "sk-secret"},
		"output": object{"type": "string", "value": "sk-secret"}, "read_path": nil,
	}
	for name, value := range more {
		source[name] = value
	}
	return source
}

func TestMoveState_ReadsLikeImport(t *testing.T) {
	const organization = "/organizations/" + fakeapi.Organization
	for name, test := range map[string]struct {
		typeName, sourceType, imported string
		source                         object
	}{
		"restful":                   {"rebilly_product", "restful_resource", "prod_1", object{"id": "/products/prod_1"}},
		"restful without slash":     {"rebilly_product", "restful_resource", "prod_1", object{"id": "products/prod_1"}},
		"restful with organization": {"rebilly_product", "restful_resource", "prod_1", object{"id": organization + "/products/prod_1"}},
		"restful, escaped":          {"rebilly_product", "restful_resource", "prod@2", object{"id": "/products/prod%402"}},
		"restful, field": {"rebilly_custom_field", "restful_resource", "products/tier",
			object{"id": "/custom-fields/products/tier"}},
		"restful, field, organization": {"rebilly_custom_field", "restful_resource", "products/tier",
			object{"id": organization + "/custom-fields/products/tier/"}},
		"restapi":                   {"rebilly_product", "restapi_object", "prod_1", nil},
		"restapi with organization": {"rebilly_product", "restapi_object", "prod_1", object{"path": organization + "/products"}},
		"restapi with a path to read": {"rebilly_product", "restapi_object", "prod_1",
			object{"path": "/whatever", "read_path": "/products/{id}"}},
		"restapi, field": {"rebilly_custom_field", "restapi_object", "products/tier",
			object{"id": "tier", "path": "/custom-fields/products"}},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly, s := start(t, nil)
			rebilly.Put("products", "prod_1", map[string]any{"name": "Seats", "unitLabel": "seat"})
			rebilly.Put("products", "prod@2", map[string]any{"name": "Seats"})
			rebilly.Put("custom-fields", "products/tier", map[string]any{"type": "string"})
			moved := s.Move(test.typeName, test.sourceType, movable(test.source))
			if moved.Diagnostics.HasError() || moved.Removed() {
				t.Fatalf("got %v, want a moved state", moved.Diagnostics)
			}
			if got := moved.Value.String() + string(moved.Private); strings.Contains(got, "secret") || strings.Contains(got, "InNr") {
				t.Errorf("got %s %s, want only the key of the source", moved.Value, moved.Private)
			}
			read, imported := s.Read(moved), s.Import(test.typeName, test.imported)
			if read.Diagnostics.HasError() || !read.Value.Equal(imported.Value) || string(read.Private) != string(imported.Private) {
				t.Errorf("got      %s %s\nimported %s %s\n%v", read.Value, read.Private, imported.Value, imported.Private, read.Diagnostics)
			}
			if read.Identity["organization_id"] != fakeapi.Organization {
				t.Errorf("got the identity %v, want the imported one", read.Identity)
			}
		})
	}
}

func TestMoveState_Errors(t *testing.T) {
	for name, test := range map[string]struct {
		sourceType string
		source     object
		says       string
	}{
		"different collection":          {"restful_resource", object{"id": "/plans/prod_1"}, "Unable to move product"},
		"a collection":                  {"restful_resource", object{"id": "/products"}, "ends in products/{id}"},
		"what is below":                 {"restful_resource", object{"id": "/products/prod_1/more"}, `reads "/products/prod_1/more"`},
		"what is above":                 {"restful_resource", object{"id": "/v1/products/prod_1"}, "Unable to move product"},
		"a filter":                      {"restful_resource", object{"id": "/products/prod_1?filter=id:x"}, "Unable to move product"},
		"a filter that is empty":        {"restful_resource", object{"id": "/products/prod_1?"}, "Unable to move product"},
		"a fragment":                    {"restful_resource", object{"id": "/products/prod_1#more"}, "Unable to move product"},
		"a fragment that is empty":      {"restapi_object", object{"read_path": "/products/{id}#"}, "Unable to move product"},
		"a host":                        {"restful_resource", object{"id": "https://api.rebilly.com/products/prod_1"}, "Unable to move product"},
		"a host without a scheme":       {"restapi_object", object{"path": "//api.rebilly.com/products"}, "Unable to move product"},
		"a scheme without a host":       {"restful_resource", object{"id": "https:/products/prod_1"}, "Unable to move product"},
		"no address":                    {"restful_resource", object{"id": nil}, "Unable to move product"},
		"an escape that is none":        {"restful_resource", object{"id": "/products/%zz"}, "Unable to move product"},
		"an id that is a path":          {"restful_resource", object{"id": "/products/a%2Fb"}, "Unable to move product"},
		"an organization alone":         {"restful_resource", object{"id": "/organizations/products/prod_1"}, "Unable to move product"},
		"restapi, different collection": {"restapi_object", object{"path": "/plans"}, `reads "/plans/prod_1"`},
		"restapi, different path":       {"restapi_object", object{"read_path": "/plans/{id}"}, `reads "/plans/prod_1"`},
		"restapi, no id":                {"restapi_object", object{"id": ""}, "Unable to move product"},
		"a gap": {"restful_resource", object{"id": "/custom-fields//tier"},
			"the path of a custom field ends in custom-fields/{resource}/{name}"},
		"different resource": {"aws_vpc", object{"id": "/products/prod_1"}, "does not include support for the given source resource"},
		"different resource of restful": {"restful_operation", object{"id": "/products/prod_1"},
			"does not include support for the given source resource"},
		"different resource of this one": {"rebilly_plan", object{"id": "/products/prod_1"},
			"does not include support for the given source resource"},
		"a state that is none": {"restful_resource", object{"id": object{}}, "does not include support for the given source resource"},
	} {
		t.Run(name, func(t *testing.T) {
			_, s := start(t, nil)
			typeName := "rebilly_product"
			if strings.Contains(test.says, "custom field") {
				typeName = "rebilly_custom_field"
			}
			if moved := s.Move(typeName, test.sourceType, movable(test.source)); !moved.Removed() || !moved.Diagnostics.HasError(test.says) ||
				strings.Contains(moved.Diagnostics.String(), "secret") {
				t.Errorf("got %s %s, want an error with %q", moved.Value, moved.Diagnostics, test.says)
			}
		})
	}
}

// movedID returns an id that no object has.
func movedID(typeName string) string {
	kind := coretest.ResourceTypeOf(typeName)
	return path.Join(path.Dir(kind.ID), "a")
}

func TestMoveState_RequiresRefresh(t *testing.T) {
	for typeName, test := range guarded() {
		t.Run(typeName, func(t *testing.T) {
			rebilly, s := start(t, nil)
			moved := s.Move(typeName, "restful_resource", movable(object{"id": coretest.ResourceTypeOf(typeName).ObjectPath(movedID(typeName))}))
			if moved.Diagnostics.HasError() {
				t.Fatalf("got %v, want a moved state", moved.Diagnostics)
			}
			for name, config := range map[string]object{"update": test.config, "replacement": test.replacement, "destroy": nil} {
				if plan := s.Plan(moved, typeName, config); len(plan.Diagnostics) != 1 ||
					!plan.Diagnostics.HasError("Moved resource must be refreshed first", "-refresh=false") {
					t.Errorf("%s: got %v, want the error Moved resource must be refreshed first", name, plan.Diagnostics)
				}
			}
			if requests := rebilly.Requests(); len(requests) > 0 {
				t.Errorf("got the requests %v, want none", requests)
			}
			if read := s.Read(moved); !read.Diagnostics.HasError("There is no") {
				t.Errorf("got %v, want an error of the import", read.Diagnostics)
			}
		})
	}
}

// TestMoveState_WrongOrganization moves objects that have the same id in two organizations.
func TestMoveState_WrongOrganization(t *testing.T) {
	for sourceType, source := range map[string]object{
		"restful_resource": {"id": "/organizations/org_of_others/products/prod_1"},
		"restapi_object":   {"path": "organizations/org_of_others/products"},
	} {
		t.Run(sourceType, func(t *testing.T) {
			rebilly, s := start(t, nil)
			rebilly.Put("products", "prod_1", map[string]any{"name": "Seats"})
			moved := s.Move("rebilly_product", sourceType, movable(source))
			if read := s.Read(moved); !read.Diagnostics.HasError("Wrong organization", "org_of_others") {
				t.Errorf("got %v, want the error Wrong organization", read.Diagnostics)
			}
			if requests := rebilly.Requests(); len(requests) > 0 {
				t.Errorf("got the requests %v, want none", requests)
			}
		})
	}
}
