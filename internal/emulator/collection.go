package emulator

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/definition"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// collection declares the objects under one path. The API definition has their methods, statuses and fields; the rest is here.
type collection struct {
	// name is the path below the organization. It may have a parameter, as events/{eventType}/rules.
	name   string
	prefix string
	// scopes are the segments before the ID in the path, and in the stored ID, of objects that are one level deeper. scopedBy is the
	// parameter of the path that has them, and the field of a body if it declares one.
	scopes   []string
	scopedBy string

	// sortable are the fields by which lists are sorted, besides the ID and the times.
	sortable []string
	// initial has values of a new object for which the definition has no default.
	initial schema.Document
	// adjust changes the declaration of each variant where Rebilly deviates from its definition.
	adjust func(declared schema.Fields)
	// alternatives are names for the variants of objects if no field selects one, in the order of the definition. variantOf returns the name
	// of an object's variant.
	alternatives []string
	variantOf    func(schema.Document) string
	// fields, if set, are used instead of the definition's.
	fields schema.Fields

	// naturalKey is the field that is the key in the path, if that is not the ID. Case does not distinguish two keys.
	naturalKey string
	// unique are fields whose values together no two objects share. Natural keys are always unique.
	unique []string
	// expires is the field with the time at which an object ceases to exist.
	expires string
	// exclusive is a field that is true for one object at most: a write that sets it clears it elsewhere.
	exclusive string
	// asyncDelete objects may exist for some time after the response to their deletion.
	asyncDelete bool
	// versioned objects have a field version, which every write increases. GET /{id}/{version} returns earlier ones.
	versioned bool
	// empty, if set, are the values that a client writes to an object that it cannot delete. Such an object does not exist for Get.
	empty schema.Document
	// written, if set, is called with each object that is stored, while e.mu is held.
	written func(e *Emulator, id string, stored schema.Document)
	// legacyConflict writes the older form of 409.
	legacyConflict bool
	// legacyInvalid writes the older form of 422 in the response to a PUT.
	legacyInvalid bool

	// findsExisting is true if a POST of an object that exists already returns that one (303). Which objects are the same is uncertain:
	// see Options.ExistingCredentials.
	findsExisting bool

	// seeded collections cannot be written by clients, and are not counted.
	seeded bool
	// initially returns the objects of a seeded collection that exist from the start.
	initially func() []schema.Document
	// public collections are not below an organization, and need no key.
	public bool

	// check adds the rules that a declaration cannot express.
	check func(doc schema.Document, exists func(collection, id string) bool, invalid *schema.InvalidFields)
	// conflict returns why an object cannot be updated to doc (409), or "".
	conflict func(before, doc schema.Document, options Options) string
	// derive sets the read-only fields that depend on other fields.
	derive func(stored, before schema.Document, organization string)
	// actions serve POST /{id}/{action}.
	actions map[string]action
	// maskResponse converts the response to a create to that of later reads.
	maskResponse func(answer schema.Document, options Options)

	// definition returns the operations, and declared the fields by variant. Both are loaded when they are first used.
	definition func() *definition.Family
	declared   func() map[string]schema.Fields
	// future adds the fields of Options.UnknownFields.
	future bool
}

// families are all collections. Emulators share them.
var families = sync.OnceValue(func() []*collection {
	all := append(append(seeded(), references()...),
		products(), plans(), websites(), apiKeys(), declaredFields(), coupons(),
		shippingRates(), authenticationOptions(), emailDeliverySettings(), tags(), tagRules(), lists(), journalAccounts(), roles(),
		blocklists(), allowlists(), webhooks(), serviceCredentials(), rulesets(), rulesetDrafts(), sendThroughAttributions(),
	)
	for _, c := range all {
		c.loadOnce()
	}
	return all
})

// loadOnce lets the collection load its definition when it is first used.
func (c *collection) loadOnce() {
	c.definition = sync.OnceValue(c.load)
	c.declared = sync.OnceValue(c.declare)
}

func (c *collection) load() *definition.Family {
	path := "/" + c.name
	if c.scopes != nil && !c.isNested() {
		path += "/{" + c.scopedBy + "}"
	}
	family, err := definition.Load(path)
	if err != nil {
		panic("emulator: " + err.Error())
	}
	return family
}

func (c *collection) declare() map[string]schema.Fields {
	if c.fields != nil {
		return map[string]schema.Fields{"": c.fields}
	}
	object := c.definition().Object
	variants := object.Variants
	switch {
	case c.alternatives != nil:
		variants = map[string]schema.Fields{}
		for i, name := range c.alternatives {
			variants[name] = object.Alternatives[i].Fields
		}
	case variants == nil:
		variants = map[string]schema.Fields{"": object.Fields}
	}
	for _, declared := range variants {
		c.complete(declared)
	}
	if object.VariantBy != "" {
		variants[""] = unknownVariant(object.VariantBy, variants)
	}
	return variants
}

// complete adds to the declaration of a variant what the definition lacks.
func (c *collection) complete(declared schema.Fields) {
	addEmpty(declared)
	for _, name := range append([]string{"id", "createdTime", "updatedTime"}, c.sortable...) {
		set(declared, name, func(f *schema.Field) { f.Sortable = true })
	}
	for name, value := range c.initial {
		set(declared, name, func(f *schema.Field) { f.Initial = value })
	}
	if c.adjust != nil {
		c.adjust(declared)
	}
}

// unknownVariant returns the declaration of an object of no variant: the first one, of which the selecting field is invalid.
func unknownVariant(by string, variants map[string]schema.Fields) schema.Fields {
	names := schema.SortedKeys(variants)
	unknown := maps.Clone(variants[names[0]])
	set(unknown, by, func(f *schema.Field) { f.Required, f.Enum = true, names })
	return unknown
}

// addEmpty lets objects and lists exist that the definition neither requires nor allows to be null. Such objects are merged by PUTs that
// merge.
func addEmpty(declared schema.Fields) {
	for name, f := range declared {
		if f.Required || f.Nullable || f.ReadOnly || f.Initial != nil {
			continue
		}
		switch {
		case f.Kind == schema.List:
			f.Initial = []any{}
		case f.Fields != nil:
			f.Initial, f.Merged = schema.Document{}, true
			addEmpty(f.Fields)
		}
		declared[name] = f
	}
}

// set changes one field, if it is declared.
func set(declared schema.Fields, name string, change func(f *schema.Field)) {
	if f, ok := declared[name]; ok {
		change(&f)
		declared[name] = f
	}
}

// isSingle reports whether the path is that of one object without an ID, or of one for each scope.
func (c *collection) isSingle() bool { return !c.seeded && c.definition().Parameter == "" }

// isNested reports whether the scope is in the middle of the path.
func (c *collection) isNested() bool { return strings.Contains(c.name, "{") }

// isEmpty reports whether an object is what clients write instead of deleting it.
func (c *collection) isEmpty(stored schema.Document) bool {
	for name, value := range c.empty {
		if !reflect.DeepEqual(stored[name], value) {
			return false
		}
	}
	return c.empty != nil
}

// key returns the key under which an object is stored.
func (c *collection) key(id string) key {
	if c.naturalKey != "" {
		id = strings.ToLower(id)
	}
	return key{c.name, id}
}

// idOf returns the ID in the key and the path of a stored object.
func (c *collection) idOf(stored schema.Document) string {
	if c.naturalKey != "" {
		return schema.TextOf(stored[c.naturalKey])
	}
	return schema.TextOf(stored["id"])
}

// path returns the path of a stored object.
func (c *collection) path(stored schema.Document) string {
	name, id := c.name, c.idOf(stored)
	if c.isNested() {
		scope, within, _ := strings.Cut(id, "/")
		name, id = strings.Replace(name, "{"+c.scopedBy+"}", scope, 1), within
	}
	return strings.TrimSuffix(name+"/"+id, "/")
}

// keyOf returns the key under which an object is stored.
func (c *collection) keyOf(stored schema.Document) key { return c.key(c.idOf(stored)) }

// accepts reports whether id is a valid ID for an object.
func (c *collection) accepts(id string) bool {
	if c.scopes != nil {
		_, id, _ = strings.Cut(id, "/")
	}
	var invalid schema.InvalidFields
	c.definition().Key.Validate("", id, &invalid)
	return invalid == nil
}

// operation returns the operation of a request. POST creates an object; the other methods are those of one object.
func (c *collection) operation(method string) definition.Operation {
	if method == http.MethodPost {
		return c.definition().Collection[method]
	}
	return c.definition().Single[method]
}

// validate validates the body of a request.
func (c *collection) validate(method string, doc schema.Document, invalid *schema.InvalidFields) {
	body := c.operation(method).Body
	if body == nil {
		c.declaration(doc).Validate("", doc, invalid)
		return
	}
	declared := *body
	if c.future && declared.Variants == nil {
		declared.Fields = schema.With(maps.Clone(declared.Fields), futureFields())
	}
	if c.future && declared.Variants != nil {
		declared.Variants = maps.Clone(declared.Variants)
		for name, fields := range declared.Variants {
			declared.Variants[name] = schema.With(maps.Clone(fields), futureFields())
		}
	}
	declared.ValidateObject("", doc, invalid)
}

// declaration returns the declaration of doc's variant.
func (c *collection) declaration(doc schema.Document) schema.Fields {
	variants := c.declared()
	switch {
	case c.variantOf != nil:
		return variants[c.variantOf(doc)]
	case len(variants) > 1:
		if selected := variants[schema.TextOf(doc[c.definition().Object.VariantBy])]; selected != nil {
			return selected
		}
	}
	return variants[""]
}

// field returns the declaration of a field in any variant.
func (c *collection) field(name string) (schema.Field, bool) {
	variants := c.declared()
	for _, variant := range schema.SortedKeys(variants) {
		if f, declared := variants[variant][name]; declared {
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

// visible returns a stored object without the fields that the emulator stores for every object and the collection does not declare.
func (c *collection) visible(stored schema.Document) schema.Document {
	visible := maps.Clone(stored)
	for _, name := range []string{"id", "createdTime", "updatedTime"} {
		if _, declared := c.field(name); !declared {
			delete(visible, name)
		}
	}
	if id, ok := visible["id"].(string); ok && c.scopes != nil {
		_, visible["id"], _ = strings.Cut(id, "/")
	}
	return visible
}

// withFutureFields returns the collection with the fields of Options.UnknownFields.
func (c *collection) withFutureFields() *collection {
	extended := *c
	extended.future = true
	extended.declared = sync.OnceValue(func() map[string]schema.Fields {
		variants := maps.Clone(c.declared())
		for name, declared := range variants {
			declared = schema.With(maps.Clone(declared), futureFields())
			set(declared, "settings", func(f *schema.Field) {
				f.Fields = maps.Clone(f.Fields)
				f.Fields["futureSetting"] = futureFields()["futureSetting"]
			})
			variants[name] = declared
		}
		return variants
	})
	return &extended
}

func futureFields() schema.Fields {
	return schema.Fields{
		"futureSetting":  {Kind: schema.Text},
		"futureReadOnly": {Kind: schema.Text, ReadOnly: true, Initial: "from the future"},
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

// allowed returns the methods of a path, for the header Allow.
func allowed(methods map[string]definition.Operation) string {
	return strings.Join(slices.Sorted(maps.Keys(methods)), ", ")
}
