package contract

import (
	"net/http"
	"regexp"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// What follows is where the definition cannot be taken by its letter. Everything else is.

// undeclaredStatus are statuses that the definition leaves out of operations for which they cannot be missing.
var undeclaredStatus = map[int]string{
	http.StatusBadRequest:            "a body that is not JSON has to be refused before it can be validated",
	http.StatusForbidden:             "left out of custom fields and DELETE /plans only",
	http.StatusMethodNotAllowed:      "the emulator has fewer operations than Rebilly where objects are seeded",
	http.StatusNotFound:              "left out of operations whose organization may be missing",
	http.StatusConflict:              "left out of DELETE /products, although plans point at products",
	http.StatusRequestEntityTooLarge: "every server has a limit",
	http.StatusUnprocessableEntity:   "left out of lists, whose limit and offset have bounds",
}

// matcher compiles a pattern, which the definition writes for JavaScript and PHP. One that Go has no expression for,
// such as a look-ahead, matches everything.
func matcher(pattern string) (jsonschema.Regexp, error) {
	expression, err := regexp.Compile(unicodeEscape.ReplaceAllString(pattern, `\x{$1}`))
	if err != nil {
		expression, err = regexp.Compile("")
	}
	return expression, err
}

var unicodeEscape = regexp.MustCompile(`\\u([0-9a-fA-F]{4})`)

// emulatorsOwn are the fields with which the emulator plays a later version of the definition.
var emulatorsOwn = map[string]bool{"futureSetting": true, "futureReadOnly": true}

// requestDefects: a plan's id is required and read-only at once, so that no request fits; and its oneOf tells the
// variants apart by read-only fields alone. The variant that the body means is checked instead.
func requestDefects(schema string, value any) (string, any) {
	plan, ok := value.(map[string]any)
	if !ok {
		return schema, value
	}
	if schema == "/components/schemas/Plan" {
		plan = without(plan, func(_ string, v any) bool { return v == nil })
		switch {
		case plan["recurringInterval"] != nil:
			schema = "/components/schemas/SubscriptionPlan"
		case plan["pricing"] == nil && plan["trial"] != nil:
			schema = "/components/schemas/TrialOnlyPlan"
		default:
			schema = "/components/schemas/OneTimeSalePlan"
		}
	}
	return schema, answerDefects(plan)
}

// answerDefects: periodAnchorInstruction is nullable by its type, but none of its variants is; and the samples write
// an empty open map as [].
func answerDefects(value any) any {
	switch value := value.(type) {
	case []any:
		mended := make([]any, len(value))
		for i, element := range value {
			mended[i] = answerDefects(element)
		}
		return mended
	case map[string]any:
		mended := without(value, func(name string, v any) bool { return name == "periodAnchorInstruction" && v == nil })
		for name, child := range mended {
			elements, isArray := child.([]any)
			if isArray && len(elements) == 0 && (name == "customFields" || name == "productOptions" || name == "theme") {
				child = map[string]any{}
			}
			mended[name] = answerDefects(child)
		}
		return mended
	}
	return value
}

func without(object map[string]any, drop func(name string, value any) bool) map[string]any {
	kept := map[string]any{}
	for name, value := range object {
		if !drop(name, value) {
			kept[name] = value
		}
	}
	return kept
}
