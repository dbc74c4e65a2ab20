// Package validators are the rules that Rebilly has for values of several kinds of object.
package validators

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

var idPattern = regexp.MustCompile(`^[@~\-.\w]*[@~\-\w][@~\-.\w]*$`)

// ID are the rules of an id in a Rebilly path: at most 50 characters, of the pattern in the API definition.
func ID() []validator.String {
	return []validator.String{
		stringvalidator.LengthBetween(1, 50),
		stringvalidator.RegexMatches(idPattern, "must consist of letters, digits and the characters _ - . ~ @, and not of dots alone"),
	}
}

// The published pattern of TimeIso8601Extended.
var timePattern = regexp.MustCompile(`^(([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?)((?:[+-](?:0[0-9]|1[12])(?::?[0-5][0-9])?)|Z)?$`)

// TimeOfDay validates a time as Rebilly's definition writes it: HH:MM or HH:MM:SS, with Z or an offset of up to 9, 11 or 12 hours if wanted.
func TimeOfDay() validator.String {
	return stringvalidator.RegexMatches(timePattern, "must be a time such as 10:00, 10:00:00 or 10:00:00+02:00")
}

// CurrencyPattern is the form of a code of ISO 4217. Rebilly's definition bounds the length alone.
var CurrencyPattern = regexp.MustCompile(`^[A-Z]{3}$`)

// FieldNamePattern is the form of the name of a custom field.
var FieldNamePattern = regexp.MustCompile(`^[\w-]{1,60}$`)

// FieldName validates the name of a custom field.
func FieldName() validator.String {
	return stringvalidator.RegexMatches(FieldNamePattern, "must consist of 1 to 60 letters, digits and characters _ -")
}
