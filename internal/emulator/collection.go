package emulator

import (
	"net/http"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// collection declares what may be stored under one path.
type collection struct {
	name   string
	prefix string
	// scopes are the segments that stand before the id in the path, and in the id, where objects live one level deeper.
	scopes []string
	// putOnly objects are made by PUT and never deleted.
	putOnly bool
	// noDelete objects are never deleted.
	noDelete bool
	// validID is what an id has to be, without its scope; nil stands for the id of most objects.
	validID func(string) bool

	// variants are the kinds of objects; variantOf tells them apart, and is nil if there is one kind only.
	variants  map[string]schema.Fields
	variantOf func(schema.Document) string

	// seeded collections cannot be written by clients, and do not count as what clients left behind.
	seeded bool

	// check adds what a declaration cannot say.
	check func(doc schema.Document, exists func(collection, id string) bool, invalid *schema.InvalidFields)
	// conflict says why an object that exists cannot become another (409).
	conflict func(before, doc schema.Document) string
	// derive sets the read-only fields that follow from others.
	derive func(stored, before schema.Document, organization string)
	// actions serve POST /{id}/{action}.
	actions map[string]func(e *Emulator, w http.ResponseWriter, r *http.Request, id string)
	// maskResponse makes of the answer to a create what later answers say.
	maskResponse func(answer schema.Document, options Options)
}

// declaration returns the declaration of the variant that doc is.
func (c *collection) declaration(doc schema.Document) schema.Fields {
	if c.variantOf == nil {
		return c.variants[""]
	}
	return c.variants[c.variantOf(doc)]
}

// field looks a property up in all variants.
func (c *collection) field(name string) (schema.Field, bool) {
	for _, variant := range schema.SortedKeys(c.variants) {
		if f, declared := c.variants[variant][name]; declared {
			return f, true
		}
	}
	return schema.Field{}, false
}

// dropOtherVariantFields removes what only other variants have, where it says nothing: a client has to be able to write null
// there to turn an object into another variant, should PUTs merge.
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

// hide removes what the emulator keeps of every object, where the definition does not have it.
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
