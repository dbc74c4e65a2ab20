package kind

// Definition is a field in the terms of Rebilly's API definition. A test compares it with the facts in internal/apifacts.
type Definition struct {
	// Type is the JSON type: string, integer, number, boolean, array or object.
	Type     string
	Required bool
	Nullable bool
	ReadOnly bool
	// WriteOnly is true if responses do not have the field.
	WriteOnly bool
	Enum      []string
	// HasFormat is true if validators restrict a text or number further, so that bounds in the API definition may be implied.
	HasFormat bool
	// Bounds are those of the number, or of the length or size.
	Bounds Bounds
	// Default is the default value as decoded JSON, nil if there is none.
	Default any
	// Fields are the fields of an object, and Items the elements of an array.
	Fields Fields
	Items  *Definition
	// Discriminator is the field that selects one of Variants, which have the names of the API.
	Discriminator string
	Variants      map[string]Fields
}

// Minimum returns the lowest allowed number, length or size, if there is one.
func (b Bounds) Minimum() (float64, bool) { return b.min, b.hasMin }

// Maximum returns the highest allowed number, length or size, if there is one.
func (b Bounds) Maximum() (float64, bool) { return b.max, b.hasMax }
