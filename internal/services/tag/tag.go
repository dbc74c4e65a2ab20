// Package tag implements the resource rebilly_tag, its list resource and its data sources.
package tag

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
)

// namePattern is the pattern in Rebilly's API definition.
var namePattern = regexp.MustCompile(`^[@~\-.\w\s+]+$`)

// Registration is what the provider offers for tags.
var Registration = kind.Kind{
	Name:               "tag",
	Collection:         "tags",
	Key:                []string{"name"},
	CaseInsensitiveKey: true,
	RenamesInPlace:     true,
	Consistency:        crud.EventualDelete,
	Description: "Manages a tag, which groups customers, KYC documents or AML checks. Coupons and rules refer to a tag by its name. " +
		"Deleting a tag removes it from everything that has it.",
	Remark: "Which customers and documents have a tag is not offered: Rebilly's rules and people decide that.",
	Fields: kind.Fields{
		"name": kind.Text{
			Description: "Name of the tag", Required: true, Length: kind.AtMost(255),
			Details: "It consists of letters, digits, spaces and the characters `@` `~` `-` `.` `_` `+`. Names that differ only in case " +
				"are the same. A different name renames the tag in place.",
			Validators: []validator.String{
				stringvalidator.RegexMatches(namePattern, "must consist of letters, digits, spaces and the characters @ ~ - . _ +"),
			},
		},
		"type": kind.Text{
			Description: "What the tag can be assigned to", Required: true, Values: []string{"customer", "kyc-document", "aml-check"},
			Replace: true,
		},
		"id": kind.Text{Description: "ID of the tag, which Rebilly assigns", ReadOnly: true},
	},
}.Registration()
