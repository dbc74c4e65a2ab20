package provider_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/contract"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

// covered are the managed resources, with what they are called in Rebilly's definition. A path has a dot for each
// level, the name of a variant where the definition has a discriminator, and 0 for the elements of a list.
var covered = map[string]coverage{
	productType: {component: "Product"},
	planType:    {component: "Plan", ours: map[string]string{"on_destroy": "a plan in use cannot be deleted, so users choose"}},
	websiteType: {component: "Website"},
	keyType: {component: "ApiKey", ours: map[string]string{
		"rotation_triggers": "Terraform's own", "store_secret": "Terraform's own",
		"secret_key": "the read-only secretKey, where users want it", "publishable_key": "the read-only secretKey of a key that is public",
	}},
	couponType: {component: "Coupon", at: strings.NewReplacer("restrictions.0.", "restrictions.")},
	fieldType: {component: "CustomField", at: fieldPaths(), ours: map[string]string{
		"resource": "the path of a PUT", "name": "read-only in a body, but the path of a PUT",
		"on_destroy": "a custom field cannot be deleted, so users choose",
	}},
}

type coverage struct {
	component string
	// at turns paths of the definition into paths of attributes, where the two are built differently.
	at *strings.Replacer
	// left are writable properties that are no attributes, each with the reason.
	left map[string]string
	// ours are attributes that are no properties, each with the reason, besides those of all resources.
	ours map[string]string
}

// oursOfAll are attributes that are no properties of any component, each with the reason.
var oursOfAll = map[string]string{
	"id": "read-only in a body, but the path of a PUT", "timeouts.delete": "Terraform's own", "deletion_protection": "Terraform's own",
}

// fieldPaths: every type of a custom field repeats what all have, and has a level for what it has itself.
func fieldPaths() *strings.Replacer {
	var pairs []string
	for kind := range strings.SplitSeq("array boolean date datetime integer monetary number string", " ") {
		pairs = append(pairs, kind+".additional_schema", kind, kind+".description", "description", kind+".is_enabled", "is_enabled")
	}
	return strings.NewReplacer(pairs...)
}

func definition(t *testing.T) *contract.Definition {
	t.Helper()
	d, err := contract.FromEnvironment()
	if err != nil {
		t.Fatal(err)
	}
	if d == nil {
		t.Skipf("SKIPPED: %s names no API definition", contract.Variable)
	}
	return d
}

func TestCoverage_EveryResourceType(t *testing.T) {
	for _, kind := range acctest.ResourceTypes {
		acctest.Of(t, "covered", covered, kind)
	}
}

func TestCoverage_EveryProperty(t *testing.T) {
	d := definition(t)
	schemas, err := providerserver.NewProtocol6(provider.New("test")())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range acctest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			resource := acctest.Of(t, "covered", covered, kind)
			properties := writable(t, d, resource.component, resource.at)
			attributes := leaves(schemas.ResourceSchemas[kind.Type].Block.Attributes, "")
			for path := range properties {
				if !slices.Contains(attributes, path) && resource.left[path] == "" {
					t.Errorf("the definition's %s is no attribute", path)
				}
			}
			for _, path := range attributes {
				if _, ok := properties[path]; !ok && resource.ours[path] == "" && oursOfAll[path] == "" {
					t.Errorf("the attribute %s is not in the definition", path)
				}
			}
		})
	}
}

func TestCoverage_EveryBound(t *testing.T) {
	d := definition(t)
	s := acctest.NewCore(t, acctest.Start(t).ProviderConfig())
	for _, kind := range acctest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			resource := acctest.Of(t, "covered", covered, kind)
			for path, property := range writable(t, d, resource.component, resource.at) {
				good, bad := probes(property)
				for _, value := range good {
					config := with(kind.Minimal, path, value)
					for _, line := range s.Validate(kind.Type, config).Errors() {
						if one := (acctest.Diagnostics{line}).String(); strings.HasPrefix(one, "error: "+path+":") {
							t.Errorf("%s = %v is legal, but: %s", path, short(value), one)
						}
					}
				}
				for _, value := range bad {
					if !s.Validate(kind.Type, with(kind.Minimal, path, value)).HasError(path) {
						t.Errorf("%s = %v is not legal, but validated", path, short(value))
					}
				}
			}
		})
	}
}

// writable are the definition's properties that a request may have, by attribute path.
func writable(t *testing.T, d *contract.Definition, component string, at *strings.Replacer) map[string]contract.Schema {
	t.Helper()
	schema, err := d.Component(component)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]contract.Schema{}
	var walk func(schema contract.Schema, path string)
	walk = func(schema contract.Schema, path string) {
		if by, variants := d.Variants(schema); variants != nil {
			for value, variant := range variants {
				properties := d.Properties(variant)
				delete(properties, by)
				walk(contract.Schema{"properties": untyped(properties)}, path+strings.ReplaceAll(value, "-", "_")+".")
			}
			return
		}
		properties := d.Properties(schema)
		if len(properties) == 0 {
			found[strings.TrimSuffix(path, ".")] = schema
			return
		}
		for name, property := range properties {
			if property["readOnly"] == true {
				continue
			}
			at := path + naming.Snake(name) + "."
			element := d.Properties(contract.Schema{"properties": map[string]any{"items": property["items"]}})["items"]
			if _, variants := d.Variants(element); variants != nil {
				walk(element, at+"0.")
				continue
			}
			items := d.Properties(element)
			if len(items) > 0 {
				property, at = contract.Schema{"properties": untyped(items)}, at+"0."
			}
			walk(property, at)
		}
	}
	walk(schema, "")
	if at == nil {
		return found
	}
	moved := map[string]contract.Schema{}
	for path, property := range found {
		moved[at.Replace(path)] = property
	}
	return moved
}

func untyped(properties map[string]contract.Schema) map[string]any {
	out := map[string]any{}
	for name, property := range properties {
		out[name] = map[string]any(property)
	}
	return out
}

func leaves(attributes []*tfprotov6.SchemaAttribute, path string) []string {
	var found []string
	for _, attribute := range attributes {
		at := path + attribute.Name
		switch {
		case attribute.NestedType == nil:
			found = append(found, at)
		case attribute.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			found = append(found, leaves(attribute.NestedType.Attributes, at+".")...)
		default:
			found = append(found, leaves(attribute.NestedType.Attributes, at+".0.")...)
		}
	}
	return found
}

// probes are values on the legal side and on the other side of every bound of a schema.
func probes(schema contract.Schema) (good, bad []any) {
	number := func(keyword string) (int64, bool) {
		literal, ok := schema[keyword].(json.Number)
		if !ok {
			return 0, false
		}
		n, err := literal.Int64()
		return n, err == nil
	}
	if enum, ok := schema["enum"].([]any); ok && schema["type"] != "boolean" {
		return enum, []any{"no-such-value"}
	}
	if _, ok := schema["pattern"]; ok {
		return nil, []any{"§ no such value"}
	}
	if n, ok := number("maxLength"); ok {
		good, bad = append(good, strings.Repeat("A", int(n))), append(bad, strings.Repeat("A", int(n)+1))
	}
	if n, ok := number("minLength"); ok {
		good, bad = append(good, strings.Repeat("A", int(n))), append(bad, strings.Repeat("A", int(n)-1))
	}
	if n, ok := number("minimum"); ok {
		good, bad = append(good, n), append(bad, n-1)
	} else if schema["minimum"] != nil {
		good, bad = append(good, schema["minimum"]), append(bad, 0)
	}
	if n, ok := number("maximum"); ok {
		good, bad = append(good, n), append(bad, n+1)
	}
	return good, bad
}

// with is a copy of a configuration in which one attribute holds nothing but a value at a path.
func with(config object, path string, value any) object {
	encoded, err := json.Marshal(config)
	if err != nil {
		panic(err)
	}
	var copied object
	if err := json.Unmarshal(encoded, &copied); err != nil {
		panic(err)
	}
	segments := strings.Split(path, ".")
	copied[segments[0]] = put(segments[1:], value)
	return copied
}

func put(path []string, value any) any {
	switch {
	case len(path) == 0:
		return value
	case path[0] == "0":
		return []any{put(path[1:], value)}
	}
	return object{path[0]: put(path[1:], value)}
}

func short(value any) string {
	text := fmt.Sprint(value)
	if len(text) > 40 {
		return fmt.Sprintf("%s… (%d characters)", text[:40], len(text))
	}
	return text
}
