package mountconfig

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/dynamicvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/suggest"
)

// translations is a validator for texts by locale, section and name.
type translations struct{ described }

var (
	i18nLocale = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	// The library's published types do not include deposit, which it supports, and consentCheck, which an older version supported.
	i18nSections = []string{"summary", "form", "confirmation", "result", "validations", "paymentMethods", "deposit", "consentCheck"}
)

func (translations) ValidateDynamic(_ context.Context, request validator.DynamicRequest, response *validator.DynamicResponse) {
	refuse := func(detail string) {
		response.Diagnostics.AddAttributeError(request.Path, "Invalid i18n", detail+` Use the form { en = { form = { or = "Or pay by" } } }.`)
	}
	locales, ok := namesIn(request.ConfigValue)
	if !ok {
		refuse("i18n must be an object of locales.")
	}
	for _, locale := range slices.Sorted(maps.Keys(locales)) {
		if !i18nLocale.MatchString(locale) {
			refuse(fmt.Sprintf("%q is not a locale.", locale))
		}
		sections, ok := namesIn(locales[locale])
		if !ok {
			refuse(fmt.Sprintf("%s must be an object of sections.", locale))
		}
		for _, section := range slices.Sorted(maps.Keys(sections)) {
			if !slices.Contains(i18nSections, section) {
				detail := fmt.Sprintf("RebillyInstruments 12.46.0 does not have the section %q, and ignores it.", section)
				if similar := suggest.Closest(section, i18nSections); len(similar) > 0 {
					detail += fmt.Sprintf(" Did you mean %q?", similar[0])
				}
				response.Diagnostics.AddAttributeWarning(request.Path, "Unknown i18n section", detail)
			}
			if names, ok := namesIn(sections[section]); !ok {
				refuse(fmt.Sprintf("%s.%s must be an object of texts.", locale, section))
			} else if name, ok := notText(names); ok {
				refuse(fmt.Sprintf("%s.%s.%s is not a string.", locale, section, name))
			}
		}
	}
}

// namesIn returns the members of an object or a map, or none for a null or unknown value. ok is false for any other value.
func namesIn(value attr.Value) (members map[string]attr.Value, ok bool) {
	if value.IsNull() || value.IsUnknown() {
		return nil, true
	}
	if v, ok := value.(types.Dynamic); ok && (v.IsUnderlyingValueNull() || v.IsUnderlyingValueUnknown()) {
		return nil, true
	}
	members = dynamicvalue.Members(value)
	return members, members != nil
}

// notText returns the path of the first member that is not a string, at any depth, in the order of the names.
func notText(members map[string]attr.Value) (name string, found bool) {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		value := members[name]
		if _, isText := value.(types.String); isText {
			continue
		}
		deeper, ok := namesIn(value)
		if !ok {
			return name, true
		}
		if inner, found := notText(deeper); found {
			return name + "." + inner, true
		}
	}
	return "", false
}
