package purchaseconfig

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/dynamicvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/suggest"
)

// translations requires texts by locale, section and name.
type translations struct{ described }

var (
	i18nLocale = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	// The library's published types lack deposit, which it has texts of, and consentCheck, which an older one had.
	i18nSections = []string{"summary", "form", "confirmation", "result", "validations", "paymentMethods", "deposit", "consentCheck"}
)

func (translations) ValidateDynamic(_ context.Context, request validator.DynamicRequest, response *validator.DynamicResponse) {
	refuse := func(detail string) {
		response.Diagnostics.AddAttributeError(request.Path, "Invalid i18n", detail+` It has the form { en = { form = { or = "Or pay by" } } }.`)
	}
	locales, ok := namesIn(request.ConfigValue)
	if !ok {
		refuse("i18n is an object of locales.")
	}
	for locale, value := range locales {
		if !i18nLocale.MatchString(locale) {
			refuse(fmt.Sprintf("%q is no locale.", locale))
		}
		sections, ok := namesIn(value)
		if !ok {
			refuse(fmt.Sprintf("%s is an object of sections.", locale))
		}
		for section, texts := range sections {
			if !slices.Contains(i18nSections, section) {
				detail := fmt.Sprintf("RebillyInstruments 12.46.0 has no section %q, and ignores it.", section)
				if similar := suggest.Closest(section, i18nSections); len(similar) > 0 {
					detail += fmt.Sprintf(" Did you mean %q?", similar[0])
				}
				response.Diagnostics.AddAttributeWarning(request.Path, "Unknown section of i18n", detail)
			}
			if names, ok := namesIn(texts); !ok {
				refuse(fmt.Sprintf("%s.%s is an object of texts.", locale, section))
			} else if name, ok := notText(names); ok {
				refuse(fmt.Sprintf("%s.%s.%s is no text.", locale, section, name))
			}
		}
	}
}

// namesIn are the members of an object or map. What is null or unknown has none; ok is false for anything else.
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

// notText finds something else than a text among members, at any depth.
func notText(members map[string]attr.Value) (name string, found bool) {
	for name, value := range members {
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
