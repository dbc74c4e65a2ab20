package emulator

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rebilly/terraform-provider-rebilly/internal/currency"
)

const (
	missing    = "This field is missing."
	notAllowed = "This field is not allowed."
	isNull     = "This value should not be null."
)

var (
	email     = &format{name: "a valid email address", matches: isEmail}
	iso4217   = &format{name: "a currency code of ISO 4217", matches: currency.IsActive}
	timeOfDay = &format{name: "a time of day such as 10:00:00Z", matches: regexp.MustCompile(
		`^(([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?)((?:[+-](?:0[0-9]|1[12])(?::?[0-5][0-9])?)|Z)?$`).MatchString}
)

// validate adds every way in which doc, found at path, does not fit the declaration.
func (fs fields) validate(path string, doc document, invalid *invalidFields) {
	for _, name := range sortedKeys(doc) {
		if _, declared := fs[name]; !declared {
			invalid.add(join(path, name), notAllowed)
		}
	}
	for _, name := range sortedKeys(fs) {
		f := fs[name]
		value, present := doc[name]
		switch {
		case f.readOnly:
		case present:
			f.validate(join(path, name), value, invalid)
		case f.required:
			invalid.add(join(path, name), missing)
		}
	}
}

func (f field) validate(path string, value any, invalid *invalidFields) {
	if value == nil {
		if !f.nullable {
			invalid.add(path, isNull)
		}
		return
	}
	switch f.kind {
	case text:
		f.validateText(path, value, invalid)
	case integer, number:
		f.validateNumber(path, value, invalid)
	case boolean:
		if _, ok := value.(bool); !ok {
			invalid.add(path, shouldBe("a boolean"))
		}
	case list:
		f.validateList(path, value, invalid)
	case object, stringMap, customFields:
		f.validateObject(path, value, invalid)
	case null:
		invalid.add(path, shouldBe("null"))
	}
}

func (f field) validateText(path string, value any, invalid *invalidFields) {
	s, ok := value.(string)
	if !ok {
		invalid.add(path, shouldBe("a string"))
		return
	}
	length := utf8.RuneCountInString(s)
	if length < f.minLength {
		invalid.add(path, fmt.Sprintf("This value is too short. It should have %d characters or more.", f.minLength))
	}
	if f.maxLength > 0 && length > f.maxLength {
		invalid.add(path, fmt.Sprintf("This value is too long. It should have %d characters or less.", f.maxLength))
	}
	if f.enum != nil && !slices.Contains(f.enum, s) {
		invalid.add(path, oneOf(f.enum))
	}
	if f.format != nil && !f.format.matches(s) {
		invalid.add(path, shouldBe(f.format.name))
	}
}

func (f field) validateNumber(path string, value any, invalid *invalidFields) {
	literal, ok := value.(json.Number)
	if !ok {
		invalid.add(path, shouldBe(f.numberName()))
		return
	}
	// PHP, like Go, reads 1.0 as a float: an integer is written as one.
	if _, err := literal.Int64(); f.kind == integer && err != nil {
		invalid.add(path, shouldBe(f.numberName()))
		return
	}
	n, err := literal.Float64()
	switch {
	case err != nil:
		invalid.add(path, shouldBe(f.numberName()))
	case f.min != 0 && n < f.min:
		invalid.add(path, shouldBe(decimal(f.min)+" or more"))
	case f.max != 0 && n > f.max:
		invalid.add(path, shouldBe(decimal(f.max)+" or less"))
	}
}

func (f field) numberName() string {
	if f.kind == integer {
		return "an integer"
	}
	return "a number"
}

func (f field) validateList(path string, value any, invalid *invalidFields) {
	elements, ok := value.([]any)
	if !ok {
		invalid.add(path, shouldBe("an array"))
		return
	}
	if len(elements) < f.minItems {
		invalid.add(path, fmt.Sprintf("This collection should contain %d element or more.", f.minItems))
	}
	for i, element := range elements {
		f.items.validate(join(path, strconv.Itoa(i)), element, invalid)
	}
}

func (f field) validateObject(path string, value any, invalid *invalidFields) {
	doc, ok := f.asObject(value)
	if !ok {
		invalid.add(path, shouldBe("an object"))
		return
	}
	if f.kind == customFields {
		validateCustomFields(path, doc, invalid)
		return
	}
	if f.kind == stringMap {
		for _, name := range sortedKeys(doc) {
			field{kind: text}.validate(join(path, name), doc[name], invalid)
		}
		return
	}
	if f.open {
		return
	}
	children := f.children(doc)
	if f.variantBy != "" && children == nil {
		f.validateSelector(path, doc, invalid)
		return
	}
	children.validate(path, doc, invalid)
}

func (f field) validateSelector(path string, doc document, invalid *invalidFields) {
	selected, present := doc[f.variantBy]
	if !present {
		invalid.add(join(path, f.variantBy), missing)
		return
	}
	field{kind: text, enum: sortedKeys(f.variants)}.validate(join(path, f.variantBy), selected, invalid)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func shouldBe(what string) string { return "This value should be " + what + "." }

func decimal(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func oneOf(values []string) string { return shouldBe("one of: " + strings.Join(values, ", ")) }

func isEmail(s string) bool {
	address, err := mail.ParseAddress(s)
	return err == nil && address.Address == s
}
