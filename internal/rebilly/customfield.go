package rebilly

import (
	"encoding/json"
	"fmt"
	"slices"
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

// Limits of the values of custom fields. Lengths are in characters.
const (
	// DefaultFieldLength is the maximum length of a StringField without MaxLength and of each element of an ArrayField.
	DefaultFieldLength = 255
	// MaxFieldLength is the maximum of MaxLength.
	MaxFieldLength = 4000
	// MaxFieldElements is the maximum number of elements of an ArrayField.
	MaxFieldElements = 1000
)

// CustomField declares an additional field for objects of one kind. It cannot be deleted, and its type is immutable.
type CustomField struct {
	// Resource is the kind of object, such as products. Resource and Name, at most 60 characters, are only sent in the path.
	Resource    string  `json:"-"`
	Name        string  `json:"name,omitempty"`
	Type        string  `json:"type"`
	Description *string `json:"description"`
	// The server's default of IsEnabled is true.
	IsEnabled *bool       `json:"isEnabled,omitempty"`
	Schema    FieldSchema `json:"additionalSchema"`
}

var _ Object = CustomField{}

// Key returns the kind of object and the name, such as products/tier.
func (f CustomField) Key() string { return f.Resource + "/" + f.Name }

// DisplayName returns the name.
func (f CustomField) DisplayName() string { return f.Name }

// Enabled reports whether objects can have values of the field.
func (f CustomField) Enabled() bool { return f.IsEnabled == nil || *f.IsEnabled }

// FieldSchema restricts the values of a CustomField.
type FieldSchema struct {
	Required bool `json:"required"`
	// Default is a string, bool, json.Number, []any of strings, or map[string]any of currency and amount; nil means none.
	Default any `json:"default,omitempty"`
	// AllowedValues belong to ArrayField and StringField; an empty list allows every value.
	AllowedValues []string `json:"allowedValues,omitzero"`
	// Minimum and Maximum belong to IntegerField and NumberField; "" means no bound.
	Minimum json.Number `json:"minimum,omitempty"`
	Maximum json.Number `json:"maximum,omitempty"`
	// MaxLength and Pattern belong to StringField. Pattern is a PCRE regular expression with delimiters.
	MaxLength *int64  `json:"maxLength,omitempty"`
	Pattern   *string `json:"pattern,omitempty"`
}

var _ json.Unmarshaler = (*CustomField)(nil)

// UnmarshalJSON returns an error for an unknown type, because an update would destroy its fields.
func (f *CustomField) UnmarshalJSON(content []byte) error {
	type fields CustomField
	if err := decode(content, (*fields)(f)); err != nil {
		return err
	}
	if !slices.Contains(customFieldTypes, f.Type) {
		return fmt.Errorf("the custom field %q has the type %q, which this version does not support", f.Name, f.Type)
	}
	return nil
}

var _ json.Unmarshaler = (*FieldSchema)(nil)

// UnmarshalJSON also reads [] as an empty schema.
func (s *FieldSchema) UnmarshalJSON(content []byte) error {
	type fields FieldSchema
	if isEmptyArray(content) {
		return nil
	}
	return decode(content, (*fields)(s))
}

// CustomFields returns the collection of custom fields of all kinds of objects, with ids such as products/tier. A list needs
// the kind, such as products, as resource of the query. As on every collection, a create overwrites an existing field. The
// error of an update is a conflict if objects have values of the field or if the type is different. Rebilly deletes no field.
func (c *Client) CustomFields() Collection[CustomField] {
	return Collection[CustomField]{
		client: c,
		Shape: Shape{
			Path:     "custom-fields/{resource}",
			ReadOnly: []string{"name", "_links"},
			NotNullable: []string{
				"additionalSchema.default", "additionalSchema.allowedValues", "additionalSchema.minimum", "additionalSchema.maximum",
				"additionalSchema.maxLength", "additionalSchema.pattern",
			},
		},
		setParent: func(field *CustomField, parent string) { field.Resource = parent },
	}
}
