// Package validators contains validators for values that several kinds of objects have.
package validators

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

var idPattern = regexp.MustCompile(`^[@~\-.\w]*[@~\-\w][@~\-.\w]*$`)

// ID validates an id: 1 to 50 characters, of the pattern in the API definition.
func ID() []validator.String {
	return []validator.String{
		stringvalidator.LengthBetween(1, 50),
		stringvalidator.RegexMatches(idPattern, "must consist of letters, digits and the characters _ - . ~ @, and not only of dots"),
	}
}

// timePattern is the pattern of TimeIso8601Extended in the API definition.
var timePattern = regexp.MustCompile(`^(([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?)((?:[+-](?:0[0-9]|1[12])(?::?[0-5][0-9])?)|Z)?$`)

// TimeOfDay validates a time as in the API definition: HH:MM or HH:MM:SS, optionally with Z or an offset of up to 9, 11 or
// 12 hours.
func TimeOfDay() validator.String {
	return stringvalidator.RegexMatches(timePattern, "must be a time such as 10:00, 10:00:00 or 10:00:00+02:00")
}

// CurrencyPattern is the form of an ISO 4217 code. The API definition only bounds the length.
var CurrencyPattern = regexp.MustCompile(`^[A-Z]{3}$`)

// FieldNamePattern is the pattern of the name of a custom field.
var FieldNamePattern = regexp.MustCompile(`^[\w-]{1,60}$`)

// FieldName validates the name of a custom field.
func FieldName() validator.String {
	return stringvalidator.RegexMatches(FieldNamePattern, "must consist of 1 to 60 letters, digits and the characters _ -")
}
