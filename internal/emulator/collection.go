package emulator

import (
	"net/http"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// collection declares the objects under one path.
type collection struct {
	name   string
	prefix string
	// scopes are the segments before the ID in the path, and in the ID, of objects that are one level deeper.
	scopes []string
	// putOnly objects are created by PUT and never deleted.
	putOnly bool
	// noDelete objects are never deleted.
	noDelete bool
	// validID reports whether an ID without its scope is valid. If nil, the rules for most objects apply.
	validID func(string) bool

	// variants are the declarations of the objects. variantOf returns the name of an object's variant; it is nil if there is only one.
	variants  map[string]schema.Fields
	variantOf func(schema.Document) string

	// seeded collections cannot be written by clients, and are not counted.
	seeded bool

	// check adds the rules that a declaration cannot express.
	check func(doc schema.Document, exists func(collection, id string) bool, invalid *schema.InvalidFields)
	// conflict returns why an object cannot be updated to doc (409), or "".
	conflict func(before, doc schema.Document) string
	// derive sets the read-only fields that depend on other fields.
	derive func(stored, before schema.Document, organization string)
	// actions serve POST /{id}/{action}.
	actions map[string]func(e *Emulator, w http.ResponseWriter, r *http.Request, id string)
	// maskResponse converts the response to a create to that of later reads.
	maskResponse func(answer schema.Document, options Options)
}

// declaration returns the declaration of doc's variant.
func (c *collection) declaration(doc schema.Document) schema.Fields {
	if c.variantOf == nil {
		return c.variants[""]
	}
	return c.variants[c.variantOf(doc)]
}

// field returns the declaration of a field in any variant.
func (c *collection) field(name string) (schema.Field, bool) {
	for _, variant := range schema.SortedKeys(c.variants) {
		if f, declared := c.variants[variant][name]; declared {
			return f, true
		}
	}
	return schema.Field{}, false
}

// dropOtherVariantFields removes null and read-only fields that only other variants have. If PUTs merge, a client must send null for them
// to change the variant of an object.
func (c *collection) dropOtherVariantFields(doc schema.Document) {
	declared := c.declaration(doc)
	for name, value := range doc {
		_, own := declared[name]
		f, known := c.field(name)
		if !own && known && (value == nil || f.ReadOnly) {
			delete(doc, name)
		}
	}
}

// hide removes the fields that the emulator stores for every object, if the collection does not declare them.
func (c *collection) hide(doc schema.Document) {
	for _, name := range []string{"id", "createdTime", "updatedTime"} {
		if _, declared := c.field(name); !declared {
			delete(doc, name)
		}
	}
}

// addFutureFields declares the fields of Options.UnknownFields.
func (c *collection) addFutureFields() {
	for _, declared := range c.variants {
		declared["futureSetting"] = schema.Field{Kind: schema.Text}
		declared["futureReadOnly"] = schema.Field{Kind: schema.Text, ReadOnly: true, Initial: "from the future"}
		if settings, ok := declared["settings"]; ok {
			settings.Fields["futureSetting"] = schema.Field{Kind: schema.Text}
		}
	}
}

// addFutureSettings gives a new object the values of those fields.
func addFutureSettings(c *collection, stored schema.Document) {
	add := func(doc schema.Document) {
		if _, given := doc["futureSetting"]; !given {
			doc["futureSetting"] = "kept"
		}
	}
	add(stored)
	if _, ok := c.field("settings"); !ok {
		return
	}
	if stored["settings"] == nil {
		stored["settings"] = schema.Document{}
	}
	if settings, ok := stored["settings"].(schema.Document); ok {
		add(settings)
	}
}
