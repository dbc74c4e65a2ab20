// Package contract holds what goes over the wire in tests to Rebilly's own API definition (OpenAPI 3.1).
package contract

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Variable names the environment variable with the path of the definition. Without it nothing is checked.
const Variable = "REBILLY_OPENAPI"

const resource = "openapi.json"

// Definition is Rebilly's API definition.
type Definition struct {
	document map[string]any
	paths    []operationPath

	mu       sync.Mutex
	compiler *jsonschema.Compiler
}

type operationPath struct {
	template string
	matches  *regexp.Regexp
}

// FromEnvironment loads the definition that Variable names, once in a process. It is nil where the variable is empty.
var FromEnvironment = sync.OnceValues(func() (*Definition, error) {
	file := os.Getenv(Variable)
	if file == "" {
		return nil, nil
	}
	return Load(file)
})

// Load reads a definition from a file.
func Load(file string) (*Definition, error) {
	reader, err := os.Open(file) //nolint:gosec // the path is the developer's own
	if err != nil {
		return nil, err
	}
	defer func() { _ = reader.Close() }()
	parsed, err := jsonschema.UnmarshalJSON(reader)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	d := &Definition{compiler: jsonschema.NewCompiler()}
	d.document, _ = parsed.(map[string]any)
	d.compiler.DefaultDraft(jsonschema.Draft2020)
	d.compiler.UseRegexpEngine(matcher)
	if err := d.compiler.AddResource(resource, parsed); err != nil {
		return nil, err
	}
	paths, _ := d.document["paths"].(map[string]any)
	for template := range paths {
		pattern := regexp.MustCompile(`\\\{[^}]+\\\}`).ReplaceAllString(regexp.QuoteMeta(template), "[^/]+")
		d.paths = append(d.paths, operationPath{template, regexp.MustCompile("^" + pattern + "/?$")})
	}
	return d, nil
}

// at follows a JSON pointer, and references at its end.
func (d *Definition) at(pointer string) (found any, location string) {
	found, location = any(d.document), ""
	for segment := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		object, _ := found.(map[string]any)
		found = object[strings.NewReplacer("~1", "/", "~0", "~").Replace(segment)]
		location += "/" + segment
		if object, ok := found.(map[string]any); ok && object["$ref"] != nil {
			reference, _ := object["$ref"].(string)
			found, location = d.at(strings.TrimPrefix(reference, "#"))
		}
	}
	return found, location
}

// operation finds the pointer to what a request does, and the template of its path. Fixed segments win over parameters.
func (d *Definition) operation(method, path string) (pointer, template string) {
	for _, candidate := range d.paths {
		if candidate.matches.MatchString(path) && (template == "" || strings.Count(candidate.template, "{") < strings.Count(template, "{")) {
			template = candidate.template
		}
	}
	if template == "" {
		return "", ""
	}
	pointer = "/paths/" + escape(template) + "/" + strings.ToLower(method)
	if found, _ := d.at(pointer); found == nil {
		return "", template
	}
	return pointer, template
}

// invalid says how a value does not fit the schema at a pointer; nil if it fits.
func (d *Definition) invalid(pointer string, value any) error {
	d.mu.Lock()
	schema, err := d.compiler.Compile(resource + "#" + pointer)
	d.mu.Unlock()
	if err != nil {
		return fmt.Errorf("compiling %s: %w", pointer, err)
	}
	return schema.Validate(value)
}

func escape(segment string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(segment)
}

// Schema is one schema of the definition, with its references resolved one level.
type Schema map[string]any

// Component is a schema by its name below /components/schemas.
func (d *Definition) Component(name string) (Schema, error) {
	found, _ := d.at("/components/schemas/" + escape(name))
	schema, ok := found.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("the definition has no schema %q", name)
	}
	return schema, nil
}

// Families counts the operations of each family: the first tag of an operation.
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

// resolve follows the reference that a schema may be.
func (d *Definition) resolve(schema any) Schema {
	object, _ := schema.(map[string]any)
	if reference, ok := object["$ref"].(string); ok {
		found, _ := d.at(strings.TrimPrefix(reference, "#"))
		resolved := Schema{}
		for key, value := range d.resolve(found) {
			resolved[key] = value
		}
		for key, value := range object {
			if key != "$ref" {
				resolved[key] = value
			}
		}
		return resolved
	}
	return object
}

// Properties are the properties of an object schema, those of every part of an allOf, and of every alternative of an
// undiscriminated oneOf.
func (d *Definition) Properties(schema Schema) map[string]Schema {
	properties := map[string]Schema{}
	own, _ := schema["properties"].(map[string]any)
	for name, property := range own {
		properties[name] = d.resolve(property)
	}
	for _, keyword := range []string{"allOf", "oneOf"} {
		parts, _ := schema[keyword].([]any)
		if keyword == "oneOf" && schema["discriminator"] != nil {
			continue
		}
		for _, part := range parts {
			for name, property := range d.Properties(d.resolve(part)) {
				if known, ok := properties[name]; !ok || len(property) > len(known) {
					properties[name] = property
				}
			}
		}
	}
	return properties
}

// Variants are the alternatives of a discriminated schema by the value of the discriminator, and the discriminator's name.
func (d *Definition) Variants(schema Schema) (by string, variants map[string]Schema) {
	discriminator, _ := schema["discriminator"].(map[string]any)
	mapping, _ := discriminator["mapping"].(map[string]any)
	if mapping == nil {
		return "", nil
	}
	by, _ = discriminator["propertyName"].(string)
	variants = map[string]Schema{}
	for value, reference := range mapping {
		variants[value] = d.resolve(map[string]any{"$ref": reference})
	}
	return by, variants
}

// undeclared lists the fields of a value that its schema does not have.
func (d *Definition) undeclared(schema Schema, value any, path string) []string {
	if elements, ok := value.([]any); ok {
		var found []string
		items := d.resolve(schema["items"])
		for i, element := range elements {
			found = append(found, d.undeclared(items, element, fmt.Sprintf("%s.%d", path, i))...)
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
		found = append(found, d.undeclared(property, child, path+"."+name)...)
	}
	return found
}

// writable is a value without its read-only fields, which a server ignores in a request.
func (d *Definition) writable(schema Schema, value any) any {
	object, ok := value.(map[string]any)
	if !ok {
		return value
	}
	properties := d.Properties(schema)
	kept := map[string]any{}
	for name, child := range object {
		if properties[name]["readOnly"] != true {
			kept[name] = d.writable(properties[name], child)
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
