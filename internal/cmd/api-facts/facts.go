package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// excludedTags lists the families that are neither configuration nor called by a customer's browser. A family that is not
// listed is written, so that a new one is noticed.
var excludedTags = []string{
	"Balance transactions", "Credit memos", "Credit memos timeline", "Disputes", "Email messages", "Gateway accounts timeline",
	"Histograms", "Invoices timeline", "Orders", "Orders experimental", "Orders timeline", "Organization data exports",
	"Payment tokens", "Quotes", "Quotes timeline", "Reports", "Reset password", "Rules timeline", "Search",
	"Transactions timeline", "Usage",
}

var methods = []string{"delete", "get", "head", "options", "patch", "post", "put", "trace"}

// sharedFile has what does not belong to one family.
const sharedFile = "facts/shared.json"

// generate returns the content of each generated file by its path below internal/apifacts.
func generate(definition map[string]any) (map[string][]byte, error) {
	facts, _ := strip(definition, false).(map[string]any)
	operations, err := operationsOf(facts)
	if err != nil {
		return nil, err
	}
	names, err := generateNames(facts, operations)
	if err != nil {
		return nil, err
	}
	operations = slices.DeleteFunc(operations, func(o operation) bool { return slices.Contains(excludedTags, o.tag) })
	fragments, err := split(facts, operations)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{"names/names.go": names}
	for name, fragment := range fragments {
		var out bytes.Buffer
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(fragment); err != nil {
			return nil, err
		}
		files[name] = out.Bytes()
	}
	return files, nil
}

var (
	// prose lists the keys of the definition whose values are written for people.
	prose = []string{
		"contact", "description", "example", "examples", "externalDocs", "license", "summary", "termsOfService", "title",
	}
	// named lists the keys whose values are objects with names for keys: a property may be called "description".
	named = []string{
		"$defs", "callbacks", "content", "dependentSchemas", "encoding", "headers", "mapping", "parameters", "paths",
		"pathItems", "patternProperties", "properties", "requestBodies", "responses", "schemas", "securitySchemes", "variables",
	}
	// literal lists the keys whose values are data.
	literal = []string{"const", "default", "enum", "required", "security"}
)

// strip returns a part of the definition without prose and without extensions. isNamed reports whether the keys of an
// object are names.
func strip(value any, isNamed bool) any {
	switch value := value.(type) {
	case []any:
		stripped := make([]any, len(value))
		for i, element := range value {
			stripped[i] = strip(element, false)
		}
		return stripped
	case map[string]any:
		stripped := map[string]any{}
		for key, child := range value {
			switch {
			case isNamed:
				stripped[key] = strip(child, false)
			case slices.Contains(prose, key), strings.HasPrefix(key, "x-"):
			case slices.Contains(literal, key):
				stripped[key] = child
			default:
				stripped[key] = strip(child, slices.Contains(named, key))
			}
		}
		return stripped
	}
	return value
}

type operation struct {
	id, tag, path, method string
}

func operationsOf(definition map[string]any) ([]operation, error) {
	var operations []operation
	paths, _ := definition["paths"].(map[string]any)
	for path, item := range paths {
		item, _ := item.(map[string]any)
		for _, method := range methods {
			declared, ok := item[method].(map[string]any)
			if !ok {
				continue
			}
			o := operation{path: path, method: method}
			o.id, _ = declared["operationId"].(string)
			if tags, _ := declared["tags"].([]any); len(tags) > 0 {
				o.tag, _ = tags[0].(string)
			}
			if o.id == "" || o.tag == "" {
				return nil, fmt.Errorf("%s %s has no operationId or no tag", method, path)
			}
			operations = append(operations, o)
		}
	}
	if len(operations) == 0 {
		return nil, errors.New("the definition has no operations")
	}
	return operations, nil
}

// split returns fragments of the definition by file: one for each tag, and one for what belongs to no tag or to several.
func split(definition map[string]any, operations []operation) (map[string]map[string]any, error) {
	components, _ := definition["components"].(map[string]any)
	shared := map[string]any{"components": map[string]any{"securitySchemes": components["securitySchemes"]}}
	for _, key := range []string{"info", "openapi", "security", "servers"} {
		shared[key] = definition[key]
	}
	fragments := map[string]map[string]any{sharedFile: shared}

	tags := map[string]string{sharedFile: ""}
	users := map[reference]map[string]bool{}
	for _, o := range operations {
		file := fileOf(o.tag)
		if tag, ok := tags[file]; ok && tag != o.tag {
			return nil, fmt.Errorf("the tags %q and %q have the same file %s", tag, o.tag, file)
		}
		if fragments[file] == nil {
			tags[file], fragments[file] = o.tag, map[string]any{}
		}
		paths, _ := definition["paths"].(map[string]any)
		declared, _ := paths[o.path].(map[string]any)
		item := object(fragments[file], "paths", o.path)
		for key, value := range declared {
			if key == o.method || !slices.Contains(methods, key) {
				item[key] = value
			}
		}
		if err := markUsed(components, item, file, users); err != nil {
			return nil, err
		}
	}
	for used, files := range users {
		file := sharedFile
		if len(files) == 1 {
			file = slices.Collect(maps.Keys(files))[0]
		}
		object(fragments[file], "components", used.kind)[used.name] = component(components, used)
	}
	return fragments, nil
}

// fileOf returns the file of a tag.
func fileOf(tag string) string {
	return "facts/" + strings.Trim(notFileName.ReplaceAllString(strings.ToLower(tag), "-"), "-") + ".json"
}

var notFileName = regexp.MustCompile(`[^a-z0-9]+`)

// object returns the object at a path of keys, and adds what is missing of it.
func object(parent map[string]any, keys ...string) map[string]any {
	for _, key := range keys {
		child, ok := parent[key].(map[string]any)
		if !ok {
			child = map[string]any{}
			parent[key] = child
		}
		parent = child
	}
	return parent
}

// reference names a component, such as a schema.
type reference struct {
	kind, name string
}

func component(components map[string]any, r reference) any {
	ofKind, _ := components[r.kind].(map[string]any)
	return ofKind[r.name]
}

// markUsed adds a file to the users of every component that a value refers to, directly or not.
func markUsed(components map[string]any, value any, file string, users map[reference]map[string]bool) error {
	switch value := value.(type) {
	case []any:
		for _, child := range value {
			if err := markUsed(components, child, file, users); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, child := range value {
			if err := markUsed(components, child, file, users); err != nil {
				return err
			}
		}
	case string:
		path, ok := strings.CutPrefix(value, "#/")
		if !ok {
			return nil
		}
		segments := strings.Split(path, "/")
		if len(segments) != 3 || segments[0] != "components" {
			return fmt.Errorf("%s does not refer to a component", value)
		}
		r := reference{kind: segments[1], name: segments[2]}
		if users[r][file] {
			return nil
		}
		found := component(components, r)
		if found == nil {
			return fmt.Errorf("the definition has no %s", value)
		}
		if users[r] == nil {
			users[r] = map[string]bool{}
		}
		users[r][file] = true
		return markUsed(components, found, file, users)
	}
	return nil
}
