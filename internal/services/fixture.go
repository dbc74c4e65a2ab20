// Package services has a package for each kind of object. It embeds what tests and tools know of them, and the provider must not
// import it.
package services

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed */testdata/fixture.json
var fixtures embed.FS

// Object is a configuration, or an object of the API.
type Object = map[string]any

// Fixture is the test data of a managed resource: testdata/fixture.json in the folder of its service.
type Fixture struct {
	// ID is the key of the object that the examples import: its id, or its natural key with slashes.
	ID string `json:"id"`
	// Keys are further values of the key, if it cannot have any value.
	Keys []string `json:"keys"`
	// DisplayName is the attribute, and the API field, that names an object for people. It is empty if the key does.
	DisplayName string `json:"display_name"`
	// Unique is the attribute besides the key of which no two objects have the same value. It may be empty.
	Unique string `json:"unique"`
	// ListConfig are the arguments that a list requires.
	ListConfig Object `json:"list_config"`

	// Requires are the objects that the configurations refer to, by path, such as products/prod_1.
	Requires map[string]Object `json:"requires"`
	// Minimal is the smallest valid configuration.
	Minimal Object `json:"minimal"`
	// Example is a configuration with a name, a list and nested objects. Stored is the same object as another client writes it.
	Example Object `json:"example"`
	Stored  Object `json:"stored"`
	// Update are the attributes of Example that an update changes.
	Update Object `json:"update"`
	// Complete are configurations that together set every attribute that the API has, too.
	Complete []Object `json:"complete"`

	// SameAs has, by attribute, a different attribute with the same nested attributes, which Complete sets instead: attribute for one of
	// the same resource type, type.attribute for one of a different resource type.
	SameAs map[string]string `json:"same_as"`

	// ProviderAttributes are the attributes that are no field of the request body, by name.
	ProviderAttributes map[string]ProviderAttribute `json:"provider_attributes"`
	// UnsupportedProperties are the writable properties of the definition that are no attributes, each with the reason.
	UnsupportedProperties map[string]string `json:"unsupported_properties"`
	// DefinitionPaths replace parts of a path in Rebilly's definition by parts of an attribute's path, where they differ.
	DefinitionPaths map[string]string `json:"definition_paths"`

	// FieldPaths are regular expressions and their replacements, which make the path of an attribute that of its field in a request,
	// in snake case, where they differ.
	FieldPaths map[string]string `json:"field_paths"`
	// UnionLists are the attributes with an attribute for each type that are lists of typed elements in a request, sorted by type.
	UnionLists []string `json:"union_lists"`

	// OtherValues are different valid values for Complete, by path. Without one, a test adds "x" or 1, or negates. An attribute with only
	// one allowed value has that one.
	OtherValues Object `json:"other_values"`
	// UnsetFirst names the attribute that must be removed before the one at a path can change.
	UnsetFirst map[string]string `json:"unset_first"`
	// Together are further attributes that must change with the one at a path.
	Together map[string]Object `json:"together"`
	// Followers are the computed attributes that change with an attribute, or with anything in one at the root.
	Followers map[string]string `json:"followers"`
	// Invalid are values that validation rejects.
	Invalid []Invalid `json:"invalid"`

	// Foreign is an object that Terraform never owns, under ForeignID.
	ForeignID string `json:"foreign_id"`
	Foreign   Object `json:"foreign"`
	// Responses are further objects that a response may have, with which the fuzz test starts.
	Responses []json.RawMessage `json:"responses"`
	// Random are the values that fault injection chooses from.
	Random Random `json:"random"`
}

// ProviderAttribute is an attribute that the request body does not have.
type ProviderAttribute struct {
	// Reason is why it is offered.
	Reason string `json:"reason"`
	// Response is true if responses have it, and so data sources.
	Response bool `json:"response"`
	// Value is a valid value, nil for an attribute that is computed or in Complete.
	Value any `json:"value"`
}

// Invalid is a value that makes a valid configuration invalid.
type Invalid struct {
	// Config are attributes that the valid configuration has besides Minimal.
	Config Object `json:"config"`
	// Path is where Value is set. The error is at ErrorPath, or if that is empty at Path.
	Path      string `json:"path"`
	ErrorPath string `json:"error_path"`
	Value     any    `json:"value"`
	// Error is part of the error.
	Error string `json:"error"`
}

// UnmarshalJSON reads numbers with the digits that they are written with.
func (i *Invalid) UnmarshalJSON(content []byte) error {
	type fields Invalid
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	decoder.DisallowUnknownFields()
	return decoder.Decode((*fields)(i))
}

// Random are possible values of attributes. {label} stands for the resource's name.
type Random struct {
	// Title is the attribute that has a title, by which people find the object. The default is DisplayName, or description.
	Title string `json:"title"`
	// Required are attributes that are always set.
	Required map[string][]any `json:"required"`
	// Optional are attributes that are set half of the time.
	Optional map[string][]any `json:"optional"`
}

const root = "internal/services/"

// FixturePath returns the path of the fixture of a resource type in the repository. Its folder has the name of the type without
// rebilly_ and underscores.
func FixturePath(typeName string) string {
	return root + strings.ReplaceAll(strings.TrimPrefix(typeName, "rebilly_"), "_", "") + "/testdata/fixture.json"
}

// CompletePath returns the path of an attribute that Complete sets, which differs from the path if the attribute is in SameAs. It is empty
// if Complete of another type sets it.
func (f Fixture) CompletePath(path string) string {
	name, nested, _ := strings.Cut(path, ".")
	switch same := f.SameAs[name]; {
	case same == "" || nested == "":
		return path
	case strings.Contains(same, "."):
		return ""
	default:
		return same + "." + nested
	}
}

// LoadFixture returns the fixture of a resource type.
func LoadFixture(typeName string) (Fixture, error) {
	path := FixturePath(typeName)
	content, err := fixtures.ReadFile(strings.TrimPrefix(path, root))
	if err != nil {
		return Fixture{}, fmt.Errorf("%s has no test data: add %s, as product has: %w", typeName, path, err)
	}
	var fixture Fixture
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&fixture); err != nil {
		return Fixture{}, fmt.Errorf("%s: %w", path, err)
	}
	if fixture.ListConfig == nil {
		fixture.ListConfig = Object{}
	}
	return fixture, nil
}
