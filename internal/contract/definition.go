// Package contract validates HTTP traffic in tests against Rebilly's API definition (OpenAPI 3.1).
package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts"
)

const resource = "openapi.json"

// Definition is Rebilly's API definition.
type Definition struct {
	document map[string]any
	// templates has the segments of each path, by how many there are.
	templates map[int][][]string

	mu       sync.Mutex
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema
}

// Load returns the API definition made of the facts in this repository. It is loaded once in a process.
var Load = sync.OnceValues(func() (*Definition, error) {
	document, err := apifacts.Document()
	if err != nil {
		return nil, err
	}
	d := &Definition{
		document: document, templates: map[int][][]string{},
		compiler: jsonschema.NewCompiler(), compiled: map[string]*jsonschema.Schema{},
	}
	d.compiler.DefaultDraft(jsonschema.Draft2020)
	d.compiler.UseRegexpEngine(compilePattern)
	if err := d.compiler.AddResource(resource, document); err != nil {
		return nil, err
	}
	paths, _ := document["paths"].(map[string]any)
	for path := range paths {
		segments := strings.Split(path, "/")
		d.templates[len(segments)] = append(d.templates[len(segments)], segments)
	}
	return d, nil
})

// at follows a JSON pointer, and a reference wherever the pointer meets one. The location is a pointer without references.
func (d *Definition) at(pointer string) (found any, location string) {
	found, location = any(d.document), ""
	for segment := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		object, _ := found.(map[string]any)
		found = object[unescaped.Replace(segment)]
		location += "/" + segment
		if object, ok := found.(map[string]any); ok && object["$ref"] != nil {
			reference, _ := object["$ref"].(string)
			found, location = d.at(strings.TrimPrefix(reference, "#"))
		}
	}
	return found, location
}

var (
	escaped   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaped = strings.NewReplacer("~1", "/", "~0", "~")
)

// operation returns the pointer to the operation of a request, and the template of its path. If several templates match,
// the one with the fewest parameters wins.
func (d *Definition) operation(method, path string) (pointer, template string) {
	segments := strings.Split(strings.TrimSuffix(path, "/"), "/")
	fewest := len(segments) + 1
	for _, candidate := range d.templates[len(segments)] {
		if parameters, ok := match(candidate, segments); ok && parameters < fewest {
			fewest, template = parameters, strings.Join(candidate, "/")
		}
	}
	if template == "" {
		return "", ""
	}
	pointer = "/paths/" + escaped.Replace(template) + "/" + strings.ToLower(method)
	if found, _ := d.at(pointer); found == nil {
		return "", template
	}
	return pointer, template
}

// match returns the number of parameters in a template, and reports whether the segments of a path match it.
func match(template, segments []string) (parameters int, ok bool) {
	for i, segment := range template {
		switch {
		case strings.HasPrefix(segment, "{"):
			if segments[i] == "" {
				return 0, false
			}
			parameters++
		case segment != segments[i]:
			return 0, false
		}
	}
	return parameters, true
}

// validate returns an error if a value does not match the schema at a pointer.
func (d *Definition) validate(pointer string, value any) error {
	schema, err := d.compile(pointer)
	if err != nil {
		return fmt.Errorf("compiling %s: %w", pointer, err)
	}
	return schema.Validate(value)
}

func (d *Definition) compile(pointer string) (*jsonschema.Schema, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if schema := d.compiled[pointer]; schema != nil {
		return schema, nil
	}
	schema, err := d.compiler.Compile(resource + "#" + pointer)
	d.compiled[pointer] = schema
	return schema, err
}

// Schema is one schema of the definition, with its references resolved one level.
type Schema map[string]any

// Component returns a schema by its name below /components/schemas.
func (d *Definition) Component(name string) (Schema, error) {
	found, _ := d.at("/components/schemas/" + escaped.Replace(name))
	schema, ok := found.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("the definition has no schema %q", name)
	}
	return schema, nil
}

// Families returns the number of operations in each family, which is the first tag of an operation.
func (d *Definition) Families() map[string]int {
	families := map[string]int{}
	paths, _ := d.document["paths"].(map[string]any)
	for _, path := range paths {
		operations, _ := path.(map[string]any)
		for _, operation := range operations {
			object, _ := operation.(map[string]any)
			if tags, ok := object["tags"].([]any); ok && len(tags) > 0 {
				families[fmt.Sprint(tags[0])]++
			}
		}
	}
	return families
}

// resolve returns a schema, after following the reference that it may be.
func (d *Definition) resolve(schema any) Schema {
	object, _ := schema.(map[string]any)
	reference, ok := object["$ref"].(string)
	if !ok {
		return object
	}
	found, _ := d.at(strings.TrimPrefix(reference, "#"))
	target := d.resolve(found)
	if len(object) == 1 {
		return target
	}
	resolved := Schema{}
	maps.Copy(resolved, target)
	for key, value := range object {
		if key != "$ref" {
			resolved[key] = value
		}
	}
	return resolved
}

// withAllowedValues returns the schema of a text with the type and the enum of the parts of its allOf or oneOf, without the values that
// one of them excludes.
func (d *Definition) withAllowedValues(schema Schema) Schema {
	all, _ := schema["allOf"].([]any)
	either, _ := schema["oneOf"].([]any)
	var enum, excluded []any
	var of any
	for _, part := range append(slices.Clone(all), either...) {
		resolved := d.resolve(part)
		if values, ok := resolved["enum"].([]any); ok {
			enum, of = append(enum, values...), resolved["type"]
		}
		not, _ := resolved["not"].(map[string]any)
		values, _ := not["enum"].([]any)
		excluded = append(excluded, values...)
	}
	if enum == nil || schema["enum"] != nil {
		return schema
	}
	flat := maps.Clone(schema)
	flat["type"] = of
	flat["enum"] = slices.DeleteFunc(slices.Clone(enum), func(value any) bool { return slices.Contains(excluded, value) })
	return flat
}

// Properties returns the properties of an object schema, those of every part of an allOf, and those of every alternative
// of a oneOf without a discriminator.
func (d *Definition) Properties(schema Schema) map[string]Schema {
	properties := map[string]Schema{}
	own, _ := schema["properties"].(map[string]any)
	for name, property := range own {
		properties[name] = d.withAllowedValues(d.resolve(property))
	}
	for _, keyword := range []string{"allOf", "oneOf"} {
		parts, _ := schema[keyword].([]any)
		by, _ := d.Variants(schema)
		if keyword == "oneOf" && by != "" {
			continue
		}
		for _, part := range parts {
			for name, property := range d.Properties(d.resolve(part)) {
				if isPaymentMethods(schema) {
					property = Schema{"type": property["type"]}
				}
				if known, ok := properties[name]; !ok || len(property) > len(known) {
					properties[name] = property
				}
			}
		}
	}
	return properties
}

// Required returns the names of the properties that an object schema requires, in any part of an allOf.
func (d *Definition) Required(schema Schema) map[string]bool {
	required := map[string]bool{}
	names, _ := schema["required"].([]any)
	for _, name := range names {
		required[fmt.Sprint(name)] = true
	}
	parts, _ := schema["allOf"].([]any)
	for _, part := range parts {
		maps.Copy(required, d.Required(d.resolve(part)))
	}
	return required
}

// Items returns the schema of the elements of an array schema.
func (d *Definition) Items(schema Schema) Schema { return d.resolve(schema["items"]) }

// RequestSchema returns the schema of the JSON body of an operation; path is a template, such as /products/{id}.
func (d *Definition) RequestSchema(method, path string) (Schema, error) {
	found, _ := d.at("/paths/" + escaped.Replace(path) + "/" + strings.ToLower(method) + "/requestBody")
	body, _ := found.(map[string]any)
	content, _ := body["content"].(map[string]any)
	media, _ := content["application/json"].(map[string]any)
	if media["schema"] == nil {
		return nil, fmt.Errorf("the definition has no JSON body for %s %s", method, path)
	}
	return d.resolve(media["schema"]), nil
}

// Paths returns the templates of all paths, sorted.
func (d *Definition) Paths() []string {
	paths, _ := d.document["paths"].(map[string]any)
	return slices.Sorted(maps.Keys(paths))
}

// Variants returns the name of a schema's discriminator, and the alternatives by the value of the discriminator.
func (d *Definition) Variants(schema Schema) (by string, variants map[string]Schema) {
	discriminator, _ := schema["discriminator"].(map[string]any)
	mapping, _ := discriminator["mapping"].(map[string]any)
	if mapping == nil {
		return "", nil
	}
	if isPaymentMethods(schema) {
		return "", nil
	}
	by, _ = discriminator["propertyName"].(string)
	variants = map[string]Schema{}
	for value, reference := range mapping {
		variants[value] = d.resolve(map[string]any{"$ref": reference})
	}
	return by, variants
}

// undeclaredFields returns the paths of fields that are not in the schema of a value.
func (d *Definition) undeclaredFields(schema Schema, value any, path string) []string {
	if elements, ok := value.([]any); ok {
		var found []string
		items := d.resolve(schema["items"])
		for i, element := range elements {
			found = append(found, d.undeclaredFields(items, element, fmt.Sprintf("%s.%d", path, i))...)
		}
		return found
	}
	object, ok := value.(map[string]any)
	if !ok || schema["additionalProperties"] != nil {
		return nil
	}
	if by, variants := d.Variants(schema); variants != nil {
		selected, _ := object[by].(string)
		schema = variants[selected]
	}
	properties := d.Properties(schema)
	if len(properties) == 0 {
		return nil
	}
	var found []string
	for name, child := range object {
		property, declared := properties[name]
		if !declared {
			found = append(found, strings.TrimPrefix(path+"."+name, "."))
			continue
		}
		found = append(found, d.undeclaredFields(property, child, path+"."+name)...)
	}
	return found
}

// withoutReadOnly returns a value without its read-only fields, which a server ignores in a request.
func (d *Definition) withoutReadOnly(schema Schema, value any) any {
	object, ok := value.(map[string]any)
	if !ok {
		return value
	}
	properties := d.Properties(schema)
	kept := map[string]any{}
	for name, child := range object {
		if properties[name]["readOnly"] != true {
			kept[name] = d.withoutReadOnly(properties[name], child)
		}
	}
	return kept
}

func parse(content []byte) (any, error) {
	decoder := json.NewDecoder(strings.NewReader(string(content)))
	decoder.UseNumber()
	var value any
	err := decoder.Decode(&value)
	return value, err
}
