package contract

import (
	"net/http"
	"regexp"
	"strings"

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

// declaredPath is a path as the definition has it: Rebilly's own libraries for browsers put the family before the
// organization.
func declaredPath(path string) string {
	rest, ok := strings.CutPrefix(path, "/storefront/organizations/")
	if !ok {
		return path
	}
	organization, below, _ := strings.Cut(rest, "/")
	return "/organizations/" + organization + "/storefront/" + below
}

// documentedScope are the fields that Rebilly's documentation puts into the scope of a customer's token, and its
// definition leaves out.
var documentedScope = regexp.MustCompile(`^acl\.\d+\.scope\.(invoiceId|transactionId)$`)

// undeclaredPath are operations that customers have permissions for and that are in another definition of Rebilly's.
var undeclaredPath = map[string]string{
	"/tokens":                     "PostToken",
	"/digital-wallets/validation": "PostDigitalWalletValidation",
}

// answered are the values in an answer that a schema is for: the methods of payment are one object by the definition,
// and an array for Rebilly's own library.
func answered(schema string, value any) []any {
	elements, ok := value.([]any)
	if ok && (strings.HasSuffix(schema, "/ReadyToPayMethods") || strings.HasSuffix(schema, "/ReadyToPayoutMethods")) {
		return elements
	}
	return []any{value}
}

// writtenOnly is an answer with the required fields that only its request can have: one schema is for both.
func writtenOnly(schema Schema, value, asked any) any {
	answer, ok := value.(map[string]any)
	request, asks := asked.(map[string]any)
	if !ok || !asks {
		return value
	}
	properties, _ := schema["properties"].(map[string]any)
	whole := without(answer, func(string, any) bool { return false })
	for name, property := range properties {
		declared, _ := property.(map[string]any)
		if given, ok := request[name]; ok && declared["writeOnly"] == true {
			whole[name] = given
		}
	}
	return whole
}

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
// an empty open map as []; and one variant of paymentInstruction takes everything, so that no other is the only one.
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
			if instruction, isObject := child.(map[string]any); isObject && name == "paymentInstruction" {
				child = without(instruction, func(name string, _ any) bool { return name == "token" || name == "paymentInstrumentId" })
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
