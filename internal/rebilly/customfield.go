package rebilly

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Types of a CustomField.
const (
	ArrayField    = "array"
	BooleanField  = "boolean"
	DateField     = "date"
	DateTimeField = "datetime"
	IntegerField  = "integer"
	NumberField   = "number"
	StringField   = "string"
	MonetaryField = "monetary"
)

var customFieldTypes = []string{ArrayField, BooleanField, DateField, DateTimeField, IntegerField, NumberField, StringField, MonetaryField}

// Lengths of text in custom fields, in characters.
const (
	// DefaultFieldLength bounds the value of a StringField without MaxLength, and each element of an ArrayField.
	DefaultFieldLength = 255
	// MaxFieldLength is the most that MaxLength can be.
	MaxFieldLength = 4000
	// MaxFieldElements bounds the value of an ArrayField.
	MaxFieldElements = 1000
)

// CustomField declares a field that objects of one kind have in addition to Rebilly's own.
// It can be neither deleted nor given another type.
type CustomField struct {
	// Resource is the kind of object, such as products, and Name has at most 60 characters: both are in the path only.
	Resource    string  `json:"-"`
	Name        string  `json:"name,omitempty"`
	Type        string  `json:"type"`
	Description *string `json:"description"`
	// IsEnabled is true by the server's default.
	IsEnabled *bool       `json:"isEnabled,omitempty"`
	Schema    FieldSchema `json:"additionalSchema"`
}

var _ Object = CustomField{}

// Key is the kind of object and the name: products/tier.
func (f CustomField) Key() string { return f.Resource + "/" + f.Name }

// DisplayName is the name.
func (f CustomField) DisplayName() string { return f.Name }

// Enabled tells whether objects can have values of the field.
func (f CustomField) Enabled() bool { return f.IsEnabled == nil || *f.IsEnabled }

// FieldSchema is what a CustomField demands of its values.
type FieldSchema struct {
	Required bool `json:"required"`
	// Default is a string, bool, json.Number, []any of strings, or map[string]any of currency and amount; nil is none.
	Default any `json:"default,omitempty"`
	// AllowedValues are of ArrayField and StringField; none of them allows every value.
	AllowedValues []string `json:"allowedValues,omitzero"`
	// Minimum and Maximum are of IntegerField and NumberField; "" is no bound.
	Minimum json.Number `json:"minimum,omitempty"`
	Maximum json.Number `json:"maximum,omitempty"`
	// MaxLength and Pattern are of StringField. Pattern is a regular expression of PCRE between delimiters.
	MaxLength *int64  `json:"maxLength,omitempty"`
	Pattern   *string `json:"pattern,omitempty"`
}

var _ json.Unmarshaler = (*CustomField)(nil)

// UnmarshalJSON refuses a type that this version does not know: what it cannot read it could only destroy.
func (f *CustomField) UnmarshalJSON(content []byte) error {
	type fields CustomField
	if err := decode(content, (*fields)(f)); err != nil {
		return err
	}
	if !slices.Contains(customFieldTypes, f.Type) {
		return fmt.Errorf("the custom field %q has the type %q, which this version does not know", f.Name, f.Type)
	}
	return nil
}

var _ json.Unmarshaler = (*FieldSchema)(nil)

// UnmarshalJSON reads [] as {}: PHP writes an empty object so.
func (s *FieldSchema) UnmarshalJSON(content []byte) error {
	type fields FieldSchema
	if isEmptyArray(content) {
		return nil
	}
	return decode(content, (*fields)(s))
}

// CustomFields are the custom fields of all kinds of objects, by ids of the form products/name.
type CustomFields struct{ collection Collection[CustomField] }

// CustomFields is the collection of custom fields.
func (c *Client) CustomFields() CustomFields { return CustomFields{c.customFields("custom-fields")} }

func (c *Client) customFields(path string) Collection[CustomField] {
	return Collection[CustomField]{
		client:   c,
		path:     path,
		readOnly: []string{"name", "_links"},
		notNullable: []string{
			"additionalSchema.default", "additionalSchema.allowedValues", "additionalSchema.minimum", "additionalSchema.maximum",
			"additionalSchema.maxLength", "additionalSchema.pattern",
		},
	}
}

// Get reads one field.
func (s CustomFields) Get(ctx context.Context, id string) (CustomField, error) {
	resource, name, _ := strings.Cut(id, "/")
	field, err := s.of(resource).Get(ctx, name)
	return field.named(id), err
}

// of are the fields of one kind of object.
func (s CustomFields) of(resource string) Collection[CustomField] {
	return s.collection.client.customFields(s.collection.path + "/" + resource)
}

// GetCached is a field as a list told it, like Collection.Recall.
func (s CustomFields) GetCached(ctx context.Context, id string) (CustomField, bool) {
	resource, name, _ := strings.Cut(id, "/")
	field, ok := s.of(resource).GetCached(ctx, name)
	return field.named(id), ok
}

// Create declares a field. Like every PUT of Rebilly's it changes one that exists.
func (s CustomFields) Create(ctx context.Context, id string, field CustomField) (stored CustomField, existed bool, err error) {
	stored, existed, err = s.collection.Create(ctx, id, field)
	return stored.named(id), existed, err
}

// Update changes a field. IsConflict tells that objects have values of it, or that the type is another.
func (s CustomFields) Update(ctx context.Context, id string, was, want CustomField) (stored, live CustomField, err error) {
	stored, live, err = s.collection.Update(ctx, id, was, want)
	return stored.named(id), live.named(id), err
}

// List reads the fields of one kind of object: the resource of the query, such as products, which goes into the path.
func (s CustomFields) List(ctx context.Context, query url.Values) iter.Seq2[CustomField, error] {
	resource := query.Get("resource")
	query = maps.Clone(query)
	query.Del("resource")
	return func(yield func(CustomField, error) bool) {
		for field, err := range s.collection.client.customFields(s.collection.path+"/"+resource).List(ctx, query) {
			field.Resource = resource
			if !yield(field, err) {
				return
			}
		}
	}
}

// Delete fails: Rebilly keeps every custom field.
func (s CustomFields) Delete(ctx context.Context, id string) error {
	return s.collection.Delete(ctx, id)
}

// named is the field with what only its path says.
func (f CustomField) named(id string) CustomField {
	f.Resource, f.Name, _ = strings.Cut(id, "/")
	return f
}
