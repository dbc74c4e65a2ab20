package kind

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// Unset is how a request represents an attribute that is not set.
type Unset int

const (
	// Null sends null. It is for the fields that are nullable in the API definition.
	Null Unset = iota
	// Omit leaves the field out, and removes it from an object that has it.
	Omit
	// Empty sends an empty string, list or object, or the defaults of an object's fields.
	Empty
)

// json returns the JSON of an attribute that is not set; empty is its empty value.
func (u Unset) json(empty any) any {
	switch u {
	case Omit:
		return Omitted
	case Empty:
		return empty
	case Null:
	}
	return nil
}

// addTo adds to a shape how a field is cleared.
func (u Unset) addTo(shape *rebilly.Shape, path string) {
	if u == Omit {
		shape.NotNullable = append(shape.NotNullable, path)
	}
}

// Bounds are the lowest and the highest allowed number, length or size.
type Bounds struct {
	min, max       float64
	hasMin, hasMax bool
}

// Between returns bounds of at least minimum and at most maximum.
func Between(minimum, maximum float64) Bounds {
	return Bounds{min: minimum, max: maximum, hasMin: true, hasMax: true}
}

// AtLeast returns bounds without a maximum.
func AtLeast(minimum float64) Bounds { return Bounds{min: minimum, hasMin: true} }

// AtMost returns bounds without a minimum.
func AtMost(maximum float64) Bounds { return Bounds{max: maximum, hasMax: true} }

// text describes the bounds of a number of units, such as " characters", after the text that they belong to.
func (b Bounds) text(unit string) string {
	switch {
	case b.hasMin && b.hasMax:
		return fmt.Sprintf(", %s to %s%s", grouped(b.min), grouped(b.max), unit)
	case b.hasMin:
		return fmt.Sprintf(", at least %s%s", grouped(b.min), unit)
	case b.hasMax:
		return fmt.Sprintf(", at most %s%s", grouped(b.max), unit)
	}
	return ""
}

// elements describes the bounds of a number of elements.
func (b Bounds) elements() string {
	if b == AtLeast(1) {
		return ", at least one"
	}
	return b.text(" elements")
}

// grouped formats a number with commas between thousands.
func grouped(number float64) string {
	digits := strconv.FormatFloat(number, 'f', -1, 64)
	whole, fraction, hasFraction := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if hasFraction {
		return whole + "." + fraction
	}
	return whole
}

// describe returns the description of an attribute: what it is, with its bounds or values, then details and the default.
func describe(description, limits, details, standard string) string {
	text := description + limits + "."
	if details != "" {
		text += " " + details
	}
	if standard != "" {
		text += " Default `" + standard + "`."
	}
	return text
}

// MaxListedValues is the maximum number of allowed values that a description lists. Longer lists are too long to read: the error
// for a different value has the most similar ones.
const MaxListedValues = 12

// oneOf lists the allowed values of a text after its description.
func oneOf(values []string) string {
	if len(values) == 0 || len(values) > MaxListedValues {
		return ""
	}
	last := len(values) - 1
	if last == 0 {
		return ": `" + values[0] + "`"
	}
	return ": `" + strings.Join(values[:last], "`, `") + "` or `" + values[last] + "`"
}

// valueIn validates that a text is one of some values.
func valueIn(values []string) validator.String {
	if len(values) > MaxListedValues {
		return validators.KnownName(values)
	}
	return stringvalidator.OneOf(values...)
}
