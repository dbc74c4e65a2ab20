package mountconfig

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/suggest"
)

// themeKeys lists the theme properties of RebillyInstruments 12.46.0, which throws an error for any other property.
// The properties in the last line are not in its published types, but it accepts them.
var themeKeys = strings.Fields(`
	colorPrimary colorBackground colorText colorDanger
	borderRadius labels
	fontFamily fontSizeBase fontWeightBase fontLineHeightBase fontSmooth
	headingFontFamily headingFontWeight headingColorText
	buttonColorBackground buttonColorText buttonFontFamily buttonFontSize buttonFontLineHeight buttonFontWeight
	buttonBorder buttonBorderColor buttonBorderWidth buttonBorderType buttonBorderRadius buttonBoxShadow
	buttonSecondaryColorText buttonSecondaryFontFamily buttonSecondaryFontSize buttonSecondaryFontLineHeight
	buttonSecondaryFontWeight buttonSecondaryBorder buttonSecondaryBorderColor buttonSecondaryBorderWidth
	buttonSecondaryBorderType buttonSecondaryBorderRadius buttonSecondaryBoxShadow
	buttonHoverColorBackground buttonHoverColorText buttonHoverFontFamily buttonHoverFontSize buttonHoverFontLineHeight
	buttonHoverFontWeight buttonHoverBorder buttonHoverBorderColor buttonHoverBorderWidth buttonHoverBorderType
	buttonHoverBorderRadius buttonHoverBoxShadow
	buttonSecondaryHoverColorBackground buttonSecondaryHoverColorText buttonSecondaryHoverFontFamily
	buttonSecondaryHoverFontSize buttonSecondaryHoverFontLineHeight buttonSecondaryHoverFontWeight
	buttonSecondaryHoverBorder buttonSecondaryHoverBorderColor buttonSecondaryHoverBorderWidth
	buttonSecondaryHoverBorderType buttonSecondaryHoverBorderRadius buttonSecondaryHoverBoxShadow
	buttonActiveColorBackground buttonActiveColorText buttonActiveFontFamily buttonActiveFontSize
	buttonActiveFontLineHeight buttonActiveFontWeight buttonActiveBorder buttonActiveBorderColor buttonActiveBorderWidth
	buttonActiveBorderType buttonActiveBorderRadius buttonActiveBoxShadow
	buttonSecondaryActiveColorBackground buttonSecondaryActiveColorText buttonSecondaryActiveFontFamily
	buttonSecondaryActiveFontSize buttonSecondaryActiveFontLineHeight buttonSecondaryActiveFontWeight
	buttonSecondaryActiveBorder buttonSecondaryActiveBorderColor buttonSecondaryActiveBorderWidth
	buttonSecondaryActiveBorderType buttonSecondaryActiveBorderRadius buttonSecondaryActiveBoxShadow
	inputColorBackground inputColorText inputFontFamily inputFontSize inputFontLineHeight inputFontWeight inputBorder
	inputBorderRadius inputBoxShadow
	inputHoverColorBackground inputHoverColorText inputHoverFontFamily inputHoverFontSize inputHoverFontLineHeight
	inputHoverFontWeight inputHoverBorder inputHoverBorderRadius inputHoverBoxShadow
	inputFocusColorBackground inputFocusColorText inputFocusFontFamily inputFocusFontSize inputFocusFontLineHeight
	inputFocusFontWeight inputFocusBorder inputFocusBorderRadius inputFocusBoxShadow
	inputPlaceholderColorText inputPlaceholderFontFamily inputPlaceholderFontSize inputPlaceholderFontLineHeight
	inputPlaceholderFontWeight
	inputSelectionColorText inputSelectionColorBackground
	inputErrorColorBackground inputErrorColorText inputErrorFontFamily inputErrorFontSize inputErrorFontLineHeight
	inputErrorFontWeight inputErrorBorder inputErrorBorderRadius inputErrorBoxShadow
	inputErrorHoverColorBackground inputErrorHoverColorText inputErrorHoverFontFamily inputErrorHoverFontSize
	inputErrorHoverFontLineHeight inputErrorHoverFontWeight inputErrorHoverBorder inputErrorHoverBorderRadius
	inputErrorHoverBoxShadow
	inputErrorFocusColorBackground inputErrorFocusColorText inputErrorFocusFontFamily inputErrorFocusFontSize
	inputErrorFocusFontLineHeight inputErrorFocusFontWeight inputErrorFocusBorder inputErrorFocusBorderRadius
	inputErrorFocusBoxShadow
	inputErrorPlaceholderColorText inputErrorPlaceholderFontFamily inputErrorPlaceholderFontSize
	inputErrorPlaceholderFontLineHeight inputErrorPlaceholderFontWeight
	inputErrorSelectionColorText inputErrorSelectionColorBackground
	colorMutedText colorMutedBorder colorSuccess colorSuccessMuted colorSuccessDark buttonSecondaryColorBackground`)

// themeChoices lists the properties that have a fixed set of values.
var themeChoices = map[string][]string{"labels": {"stacked", "floating"}, "fontSmooth": {"auto", "never", "always"}}

// themeProperties is a validator for the names and values of theme properties.
type themeProperties struct{ described }

func (themeProperties) ValidateMap(_ context.Context, request validator.MapRequest, response *validator.MapResponse) {
	elements := request.ConfigValue.Elements()
	for _, key := range slices.Sorted(maps.Keys(elements)) {
		at := request.Path.AtMapKey(key)
		if !slices.Contains(themeKeys, key) {
			detail := fmt.Sprintf("RebillyInstruments does not have the theme property %q, and would fail to mount.", key)
			if similar := suggest.Closest(key, themeKeys); len(similar) > 0 {
				detail += fmt.Sprintf(" Did you mean %q?", similar[0])
			}
			response.Diagnostics.AddAttributeError(at, "Unknown theme property", detail)
			continue
		}
		value, ok := elements[key].(types.String)
		if !ok || value.IsNull() || value.IsUnknown() {
			continue
		}
		if value.ValueString() == "" {
			response.Diagnostics.AddAttributeError(at, "Empty theme property",
				fmt.Sprintf("RebillyInstruments fails to mount with an empty theme property. Set %s to a value, or to null to omit it.", key))
		} else if choices := themeChoices[key]; choices != nil && !slices.Contains(choices, value.ValueString()) {
			response.Diagnostics.AddAttributeError(at, "Invalid theme property",
				fmt.Sprintf("%s is %q. It must be one of %s.", key, value.ValueString(), strings.Join(choices, ", ")))
		}
	}
}
