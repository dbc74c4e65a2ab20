package schema

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rebilly/terraform-provider-rebilly/internal/currency"
)

const (
	// Missing is the message for a required field that is absent.
	Missing    = "This field is missing."
	notAllowed = "This field is not allowed."
	isNull     = "This value should not be null."
)

// The formats of texts.
var (
	Email     = &Format{Name: "a valid email address", Matches: isEmail}
	ISO4217   = &Format{Name: "a currency code of ISO 4217", Matches: currency.IsActive}
	TimeOfDay = &Format{Name: "a time of day such as 10:00:00Z", Matches: regexp.MustCompile(
		`^(([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?)((?:[+-](?:0[0-9]|1[12])(?::?[0-5][0-9])?)|Z)?$`).MatchString}
)

// Validate adds the fields of doc, at path, that do not match the declaration.
func (fs Fields) Validate(path string, doc Document, invalid *InvalidFields) {
	for _, name := range SortedKeys(doc) {
		if _, declared := fs[name]; !declared {
			invalid.Add(Join(path, name), notAllowed)
		}
	}
	for _, name := range SortedKeys(fs) {
		f := fs[name]
		value, present := doc[name]
		switch {
		case f.ReadOnly:
		case present:
			f.Validate(Join(path, name), value, invalid)
		case f.Required:
			invalid.Add(Join(path, name), Missing)
		}
	}
}

// Validate adds the ways in which value, at path, does not match the declaration.
func (f Field) Validate(path string, value any, invalid *InvalidFields) {
	if value == nil {
		if !f.Nullable {
			invalid.Add(path, isNull)
		}
		return
	}
	if f.Alternatives != nil {
		f.alternative(value).Validate(path, value, invalid)
		return
	}
	switch f.Kind {
	case Text:
		f.validateText(path, value, invalid)
	case Integer, Number:
		f.validateNumber(path, value, invalid)
	case Boolean:
		if _, ok := value.(bool); !ok {
			invalid.Add(path, ShouldBe("a boolean"))
		}
	case List:
		f.validateList(path, value, invalid)
	case Object, StringMap, CustomFields:
		f.ValidateObject(path, value, invalid)
	case Null:
		invalid.Add(path, ShouldBe("null"))
	}
}

func (f Field) validateText(path string, value any, invalid *InvalidFields) {
	s, ok := value.(string)
	if !ok {
		invalid.Add(path, ShouldBe("a string"))
		return
	}
	length := utf8.RuneCountInString(s)
	if length < f.MinLength {
		invalid.Add(path, fmt.Sprintf("This value is too short. It should have %d characters or more.", f.MinLength))
	}
	if f.MaxLength > 0 && length > f.MaxLength {
		invalid.Add(path, fmt.Sprintf("This value is too long. It should have %d characters or less.", f.MaxLength))
	}
	if f.Enum != nil && !slices.Contains(f.Enum, s) {
		invalid.Add(path, oneOf(f.Enum))
	}
	if f.Format != nil && !f.Format.Matches(s) {
		invalid.Add(path, ShouldBe(f.Format.Name))
	}
}

func (f Field) validateNumber(path string, value any, invalid *InvalidFields) {
	literal, ok := value.(json.Number)
	if !ok {
		invalid.Add(path, ShouldBe(f.numberName()))
		return
	}
	// PHP, like Go, decodes 1.0 as a float, so an integer must not have a fraction.
	if _, err := literal.Int64(); f.Kind == Integer && err != nil {
		invalid.Add(path, ShouldBe(f.numberName()))
		return
	}
	n, err := literal.Float64()
	switch {
	case err != nil:
		invalid.Add(path, ShouldBe(f.numberName()))
	case f.Min != nil && f.ExclusiveMin && n <= *f.Min:
		invalid.Add(path, ShouldBe("greater than "+decimal(*f.Min)))
	case f.Min != nil && n < *f.Min:
		invalid.Add(path, ShouldBe(decimal(*f.Min)+" or more"))
	case f.Max != nil && n > *f.Max:
		invalid.Add(path, ShouldBe(decimal(*f.Max)+" or less"))
	}
}

func (f Field) numberName() string {
	if f.Kind == Integer {
		return "an integer"
	}
	return "a number"
}

func (f Field) validateList(path string, value any, invalid *InvalidFields) {
	elements, ok := value.([]any)
	if !ok {
		invalid.Add(path, ShouldBe("an array"))
		return
	}
	if len(elements) < f.MinItems {
		invalid.Add(path, fmt.Sprintf("This collection should contain %d element or more.", f.MinItems))
	}
	if f.MaxItems > 0 && len(elements) > f.MaxItems {
		invalid.Add(path, fmt.Sprintf("This collection should contain %d elements or less.", f.MaxItems))
	}
	for i, element := range elements {
		if f.UniqueItems && slices.ContainsFunc(elements[:i], func(other any) bool { return reflect.DeepEqual(other, element) }) {
			invalid.Add(Join(path, strconv.Itoa(i)), "This value should be unique.")
		}
		f.Items.Validate(Join(path, strconv.Itoa(i)), element, invalid)
	}
}

// ValidateObject validates an object, at path.
func (f Field) ValidateObject(path string, value any, invalid *InvalidFields) {
	doc, ok := f.asObject(value)
	if !ok {
		invalid.Add(path, ShouldBe("an object"))
		return
	}
	if f.Kind == CustomFields {
		validateCustomFields(path, doc, invalid)
		return
	}
	if f.Kind == StringMap {
		for _, name := range SortedKeys(doc) {
			Field{Kind: Text}.Validate(Join(path, name), doc[name], invalid)
		}
		return
	}
	if f.Open {
		return
	}
	children := f.children(doc)
	if f.VariantBy != "" && children == nil {
		f.validateSelector(path, doc, invalid)
		return
	}
	children.Validate(path, doc, invalid)
}

func (f Field) validateSelector(path string, doc Document, invalid *InvalidFields) {
	selected, present := doc[f.VariantBy]
	if !present {
		invalid.Add(Join(path, f.VariantBy), Missing)
		return
	}
	Field{Kind: Text, Enum: SortedKeys(f.Variants)}.Validate(Join(path, f.VariantBy), selected, invalid)
}

// Join appends a name to a dotted path.
func Join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// ShouldBe returns the message for a value that must be something else.
func ShouldBe(what string) string { return "This value should be " + what + "." }

func decimal(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func oneOf(values []string) string { return ShouldBe("one of: " + strings.Join(values, ", ")) }

func isEmail(s string) bool {
	address, err := mail.ParseAddress(s)
	return err == nil && address.Address == s
}
