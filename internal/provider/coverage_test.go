package provider_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/contract"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

// commonProviderAttributes are attributes of all resources that are not properties in the definition, each with the reason.
var commonProviderAttributes = map[string]string{
	"id":                  "read-only in a body, but in the path of a PUT",
	"organization_id":     "in the path",
	"on_destroy":          "used only by the provider",
	"timeouts.create":     "used only by the provider",
	"timeouts.delete":     "used only by the provider",
	"deletion_protection": "used only by the provider",
}

func definition(t *testing.T) *contract.Definition {
	t.Helper()
	d, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCoverage_EveryProperty(t *testing.T) {
	d := definition(t)
	schemas, err := providerserver.NewProtocol6(provider.New("test")())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			properties := writable(t, d, kind)
			attributes := attributePaths(schemas.ResourceSchemas[kind.Type].Block.Attributes, "")
			for path := range properties {
				if !slices.Contains(attributes, path) && kind.UnsupportedProperties[path] == "" {
					t.Errorf("got no attribute for property %s of the definition, want one", path)
				}
			}
			for _, path := range attributes {
				if _, ok := properties[path]; !ok && kind.ProviderAttributes[path].Reason == "" && commonProviderAttributes[path] == "" {
					t.Errorf("got no property of the definition for attribute %s, want one", path)
				}
			}
		})
	}
}

func TestCoverage_EveryBound(t *testing.T) {
	d := definition(t)
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			for path, property := range writable(t, d, kind) {
				if kind.UnsupportedProperties[path] != "" || kind.CompletePath(path) != path {
					continue
				}
				valid, invalid := boundaryValues(property)
				for _, value := range valid {
					config := with(kind.Minimal, path, value)
					for _, diagnostic := range s.Validate(kind.Type, config).Errors() {
						if got := (coretest.Diagnostics{diagnostic}).String(); strings.HasPrefix(got, "error: "+path+":") {
							t.Errorf("%s = %v: got %s, want no error", path, short(value), got)
						}
					}
				}
				for _, value := range invalid {
					if !s.Validate(kind.Type, with(kind.Minimal, path, value)).HasError(path) {
						t.Errorf("%s = %v: got no error, want one", path, short(value))
					}
				}
			}
		})
	}
}

// writable returns the definition's properties that a request may have, by attribute path. A path has a dot for each level,
// the name of a variant where the definition has a discriminator, and 0 for the elements of a list. Where attributes are a map, its key
// is *.
func writable(t *testing.T, d *contract.Definition, kind coretest.ResourceType) map[string]contract.Schema {
	t.Helper()
	schema := requestSchema(t, d, kind.Collection)
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
	var pairs []string
	for definition, attribute := range kind.DefinitionPaths {
		pairs = append(pairs, definition, attribute)
	}
	replacer := strings.NewReplacer(pairs...)
	attributes := map[string]contract.Schema{}
	for path, property := range found {
		attributes[replacer.Replace(path)] = property
	}
	return attributes
}

func untyped(properties map[string]contract.Schema) map[string]any {
	out := map[string]any{}
	for name, property := range properties {
		out[name] = map[string]any(property)
	}
	return out
}

func attributePaths(attributes []*tfprotov6.SchemaAttribute, path string) []string {
	var found []string
	for _, attribute := range attributes {
		at := path + attribute.Name
		switch {
		case attribute.NestedType == nil || len(attribute.NestedType.Attributes) == 0:
			found = append(found, at)
		case attribute.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			found = append(found, attributePaths(attribute.NestedType.Attributes, at+".")...)
		case attribute.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeMap:
			found = append(found, attributePaths(attribute.NestedType.Attributes, at+".*.")...)
		default:
			found = append(found, attributePaths(attribute.NestedType.Attributes, at+".0.")...)
		}
	}
	return found
}

// boundaryValues returns the valid values next to the bounds of a schema, and the invalid ones.
func boundaryValues(schema contract.Schema) (valid, invalid []any) {
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
	if schema["pattern"] != nil || schema["format"] == "email" {
		return nil, []any{"§ no such value"}
	}
	if n, ok := number("maxLength"); ok {
		valid, invalid = append(valid, strings.Repeat("A", int(n))), append(invalid, strings.Repeat("A", int(n)+1))
	}
	if n, ok := number("minLength"); ok {
		valid, invalid = append(valid, strings.Repeat("A", int(n))), append(invalid, strings.Repeat("A", int(n)-1))
	}
	if n, ok := number("minimum"); ok {
		valid, invalid = append(valid, n), append(invalid, n-1)
	} else if schema["minimum"] != nil {
		valid, invalid = append(valid, schema["minimum"]), append(invalid, 0)
	}
	if n, ok := number("maximum"); ok {
		valid, invalid = append(valid, n), append(invalid, n+1)
	}
	return valid, invalid
}

// with returns a copy of a configuration in which an attribute contains only the value at the path.
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
