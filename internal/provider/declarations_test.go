package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/contract"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/services"
)

// TestDeclarations_MatchDefinition compares every declared kind with Rebilly's API definition: names, types, required and
// nullable fields, bounds, allowed values, defaults and variants. Emulator and declarations have different authors and the same
// definition, so a slip in a declaration is found here or against the emulator.
func TestDeclarations_MatchDefinition(t *testing.T) {
	d := definition(t)
	compared := 0
	for _, registration := range provider.Registrations() {
		if registration.Resource == nil {
			continue
		}
		resource, ok := registration.Resource().(interface{ Declaration() kind.Kind })
		if !ok {
			continue
		}
		compared++
		declared := resource.Declaration()
		t.Run(registration.ResourceType(), func(t *testing.T) {
			fixture, err := services.LoadFixture(registration.ResourceType())
			if err != nil {
				t.Fatal(err)
			}
			c := comparison{d: d, errorf: t.Errorf, unsupported: map[string]bool{}}
			for path := range fixture.UnsupportedProperties {
				c.unsupported[strings.ReplaceAll(path, ".0.", ".")] = true
			}
			schema := requestSchema(t, d, declared.Collection)
			if declared.Variants != nil {
				c.variants("", rootVariants(declared), schema)
				return
			}
			c.fields("", declared.Fields, schema)
		})
	}
	if compared == 0 {
		t.Error("got no declared kind, want some")
	}
}

// rootVariants returns the variants of a kind, with those that it does not offer as the fields that a definition has.
func rootVariants(declared kind.Kind) kind.Definition {
	variants := map[string]kind.Fields{"oauth2": {
		"service": kind.Text{Required: true, Values: []string{"google-sheets", "intuit-quickbooks"}}, "code": kind.Text{Required: true},
		"scopes": kind.Texts{Required: true},
	}}
	for name, variant := range declared.Variants {
		variants[name] = variant.Fields
	}
	return kind.Definition{Discriminator: "type", Variants: variants}
}

// TestDeclarations_SlipsAreFound shows that the comparison finds each kind of slip.
func TestDeclarations_SlipsAreFound(t *testing.T) {
	d := definition(t)
	rate := func(name string, field kind.Field) kind.Fields {
		fields := maps.Clone(declarationOf(t, "rebilly_shipping_rate").Fields)
		fields[name] = field
		return fields
	}
	missing := rate("name", kind.Text{Required: true})
	delete(missing, "filter")
	for slip, fields := range map[string]kind.Fields{
		"summary: got no such property":                   rate("summary", kind.Text{}),
		"filter: got no attribute":                        missing,
		"price: got the type integer, want [\"number\"]":  rate("price", kind.Integer{Required: true}),
		"name: required: got false, want true":            rate("name", kind.Text{}),
		"description: nullable: got false, want true":     rate("description", kind.Text{Unset: kind.Omit}),
		"description: maxLength: got [true 9]":            rate("description", kind.Text{Length: kind.AtMost(9)}),
		"status: allowed values: got [active], want [act": rate("status", kind.Text{Values: []string{"active"}, Default: new("active")}),
		"status: default: got inactive, want active": rate("status", kind.Text{
			Values: []string{"active", "inactive"}, Default: new("inactive"),
		}),
	} {
		var found []string
		c := comparison{d: d, errorf: func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }}
		c.fields("", fields, requestSchema(t, d, "shipping-rates"))
		if len(found) == 0 || !strings.HasPrefix(found[0], slip) {
			t.Errorf("got %q, want %s", found, slip)
		}
	}
}

func declarationOf(t *testing.T, typeName string) kind.Kind {
	t.Helper()
	for _, registration := range provider.Registrations() {
		if registration.ResourceType() != typeName {
			continue
		}
		if resource, ok := registration.Resource().(interface{ Declaration() kind.Kind }); ok {
			return resource.Declaration()
		}
	}
	t.Fatalf("got no declaration of %s, want one", typeName)
	return kind.Kind{}
}

// parameter matches a parameter in the template of a path.
var parameter = regexp.MustCompile(`\{[^}]*\}`)

// requestSchema returns the schema of what creates and updates the objects of a collection.
func requestSchema(t *testing.T, d *contract.Definition, collection string) contract.Schema {
	t.Helper()
	var candidates []string
	for _, path := range d.Paths() {
		rest, below := strings.CutPrefix(path, "/"+collection)
		if below && strings.Trim(parameter.ReplaceAllString(rest, ""), "/") == "" && (rest == "" || rest[0] == '/') {
			candidates = append(candidates, path)
		}
	}
	slices.Reverse(candidates)
	for _, method := range []string{"put", "post", "patch"} {
		for _, path := range candidates {
			if schema, err := d.RequestSchema(method, path); err == nil {
				return schema
			}
		}
	}
	t.Fatalf("got no request body for %s in the definition, want one", collection)
	return nil
}

// comparison compares declared fields with schemas, and reports what differs.
type comparison struct {
	d      *contract.Definition
	errorf func(format string, args ...any)
	// unsupported are the paths of the properties that are no attributes.
	unsupported map[string]bool
}

func (c comparison) fields(prefix string, declared kind.Fields, schema contract.Schema) {
	properties, required := c.d.Properties(schema), c.d.Required(schema)
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		got := declared[name].Definition()
		if got.Type == "" {
			// The API does not have it.
			continue
		}
		apiName := kind.APIName(name, declared[name])
		property, exists := properties[apiName]
		if !exists {
			c.errorf("%s%s: got no such property in the definition, want one", prefix, name)
			continue
		}
		delete(properties, apiName)
		if required[apiName] && got.Default != nil {
			// The provider's default is always sent.
			got.Required = true
			if property["default"] == nil {
				got.Default = nil
			}
		}
		c.equal(prefix+name+": required", got.Required, required[apiName])
		c.field(prefix+name, got, property)
	}
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		at := strings.ReplaceAll(prefix+naming.Snake(name), "-", "_")
		if properties[name]["readOnly"] != true && !c.unsupported[at] {
			c.errorf("%s%s: got no attribute for this property, want one", prefix, naming.Snake(name))
		}
	}
}

func (c comparison) field(at string, got kind.Definition, want contract.Schema) {
	types, nullable := typesOf(want)
	if len(types) > 0 && !slices.Contains(types, got.Type) {
		c.errorf("%s: got the type %s, want %q", at, got.Type, types)
	}
	c.equal(at+": read-only", got.ReadOnly, want["readOnly"] == true)
	if got.ReadOnly {
		return
	}
	if !got.Required && got.Default == nil {
		c.equal(at+": nullable", got.Nullable, nullable)
	}
	c.allowedValues(at, got.Enum, texts(want["enum"]))
	if want["default"] != nil || got.Default != nil {
		c.equal(at+": default", fmt.Sprint(got.Default), fmt.Sprint(want["default"]))
	}
	c.bounds(at, got, want)
	if got.Items != nil {
		c.field(at+".0", kind.Definition{
			Type: got.Items.Type, Enum: got.Items.Enum, HasFormat: got.Items.HasFormat, Required: true,
		}, c.d.Items(want))
		want = c.d.Items(want)
		got = *got.Items
	}
	switch {
	case got.Fields != nil:
		c.fields(at+".", got.Fields, want)
	case got.Variants != nil:
		c.variants(at, got, want)
	}
}

// allowedValues compares allowed values with those of the definition. Those of long lists, in package names, are sorted.
func (c comparison) allowedValues(at string, got, want []string) {
	if len(want) > kind.MaxListedValues {
		slices.Sort(want)
	}
	c.equal(at+": allowed values", got, want)
}

func (c comparison) bounds(at string, got kind.Definition, want contract.Schema) {
	keywords := map[string][2]string{
		"string": {"minLength", "maxLength"}, "array": {"minItems", "maxItems"},
		"integer": {"minimum", "maximum"}, "number": {"minimum", "maximum"},
	}[got.Type]
	if got.HasFormat && got.Bounds == (kind.Bounds{}) || got.Enum != nil {
		return
	}
	minimum, hasMinimum := got.Bounds.Minimum()
	c.bound(at+": "+keywords[0], minimum, hasMinimum, want[keywords[0]])
	maximum, hasMaximum := got.Bounds.Maximum()
	c.bound(at+": "+keywords[1], maximum, hasMaximum, want[keywords[1]])
}

func (c comparison) bound(at string, got float64, has bool, want any) {
	literal, _ := want.(json.Number)
	limit, err := literal.Float64()
	c.equal(at, [2]any{has, got}, [2]any{want != nil && err == nil, limit})
}

func (c comparison) variants(at string, got kind.Definition, want contract.Schema) {
	by, variants := c.d.Variants(want)
	c.equal(at+": discriminator", got.Discriminator, by)
	for _, name := range slices.Sorted(maps.Keys(got.Variants)) {
		variant, exists := variants[name]
		if !exists {
			c.errorf("%s: got the variant %s, want one of the definition", at, name)
			continue
		}
		delete(variants, name)
		properties := c.d.Properties(variant)
		delete(properties, by)
		c.fields(at+"."+name+".", got.Variants[name], contract.Schema{
			"properties": untyped(properties), "required": sortedNames(c.d.Required(variant)),
		})
	}
	for _, name := range slices.Sorted(maps.Keys(variants)) {
		c.errorf("%s: got no variant %s of the definition, want one", at, name)
	}
}

// sortedNames returns the names of required properties as a schema has them.
func sortedNames(required map[string]bool) []any {
	var names []any
	for _, name := range slices.Sorted(maps.Keys(required)) {
		names = append(names, name)
	}
	return names
}

func (c comparison) equal(what string, got, want any) {
	if left, right := fmt.Sprint(got), fmt.Sprint(want); left != right {
		c.errorf("%s: got %s, want %s", what, left, right)
	}
}

// typesOf returns the JSON types of a schema without null, and whether it is nullable.
func typesOf(schema contract.Schema) (types []string, nullable bool) {
	for _, name := range append(texts(schema["type"]), alternatives(schema)...) {
		if name == "null" {
			nullable = true
			continue
		}
		types = append(types, name)
	}
	return types, nullable
}

// alternatives returns the types of the alternatives of a schema.
func alternatives(schema contract.Schema) []string {
	var types []string
	for _, keyword := range []string{"oneOf", "anyOf"} {
		parts, _ := schema[keyword].([]any)
		for _, part := range parts {
			part, _ := part.(map[string]any)
			types = append(types, texts(part["type"])...)
		}
	}
	return types
}

// texts returns the texts of a keyword that is a text or a list, without null.
func texts(value any) []string {
	var found []string
	switch value := value.(type) {
	case string:
		found = append(found, value)
	case []any:
		for _, element := range value {
			if text, ok := element.(string); ok {
				found = append(found, text)
			}
		}
	}
	return found
}
