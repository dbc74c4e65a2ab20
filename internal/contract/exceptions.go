package contract

import (
	"maps"
	"net/http"
	"regexp"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// This file has all exceptions from the definition.

// undeclaredStatus lists statuses that the definition omits although the operations can return them.
var undeclaredStatus = map[int]string{
	http.StatusBadRequest:            "a body that is not JSON must be refused before it can be validated",
	http.StatusForbidden:             "omitted for custom fields and DELETE /plans only",
	http.StatusMethodNotAllowed:      "the emulator has fewer operations than Rebilly where objects are seeded",
	http.StatusNotFound:              "omitted for operations whose organization may not exist",
	http.StatusConflict:              "omitted for DELETE /products, although plans refer to products",
	http.StatusRequestEntityTooLarge: "every server has a limit",
	http.StatusUnprocessableEntity:   "omitted for lists, although limit and offset have bounds",
}

// isPaymentMethods reports whether the payment method selects the variant of a schema. It is treated as any other property: nearly all of
// its values have the same variant, whose enum does not have all of them.
func isPaymentMethods(schema Schema) bool {
	discriminator, _ := schema["discriminator"].(map[string]any)
	return discriminator["propertyName"] == "paymentMethod"
}

// compilePattern compiles a pattern, which the definition writes for JavaScript and PHP. A pattern that Go does not
// support, such as a look-ahead, matches everything.
func compilePattern(pattern string) (jsonschema.Regexp, error) {
	if expression, err := regexp.Compile(unicodeEscape.ReplaceAllString(pattern, `\x{$1}`)); err == nil {
		return expression, nil
	}
	return regexp.MustCompile(""), nil
}

var unicodeEscape = regexp.MustCompile(`\\u([0-9a-fA-F]{4})`)

// declaredPath returns a path as it is in the definition: Rebilly's libraries for browsers put the family before the
// organization.
func declaredPath(path string) string {
	rest, ok := strings.CutPrefix(path, "/storefront/organizations/")
	if !ok {
		return path
	}
	organization, below, _ := strings.Cut(rest, "/")
	return "/organizations/" + organization + "/storefront/" + below
}

// documentedScope matches fields in the scope of a customer token that Rebilly's documentation has and its definition
// does not have.
var documentedScope = regexp.MustCompile(`^acl\.\d+\.scope\.(invoiceId|transactionId)$`)

// undeclaredPath lists operations that customers have permissions for and that are in a different definition of Rebilly.
var undeclaredPath = map[string]string{
	"/tokens":                     "PostToken",
	"/digital-wallets/validation": "PostDigitalWalletValidation",
}

// splitMethods returns the values in a response that its schema is for: in the definition, the payment methods are one
// object, and for Rebilly's library they are an array.
func splitMethods(schema string, value any) []any {
	elements, ok := value.([]any)
	if ok && (strings.HasSuffix(schema, "/ReadyToPayMethods") || strings.HasSuffix(schema, "/ReadyToPayoutMethods")) {
		return elements
	}
	return []any{value}
}

// withWriteOnly returns a response with the write-only fields of its request: one schema, with the same required fields, is
// for both.
func withWriteOnly(schema Schema, value, request any) any {
	response, isObject := value.(map[string]any)
	sent, hasRequest := request.(map[string]any)
	if !isObject || !hasRequest {
		return value
	}
	properties, _ := schema["properties"].(map[string]any)
	whole := maps.Clone(response)
	for name, property := range properties {
		declared, _ := property.(map[string]any)
		if given, ok := sent[name]; ok && declared["writeOnly"] == true {
			whole[name] = given
		}
	}
	return whole
}

// emulatorFields are the fields with which the emulator simulates a later version of the definition.
var emulatorFields = map[string]bool{"futureSetting": true, "futureReadOnly": true}

// adjustRequest returns the variant of a billing plan that a request is for, and the request as the definition accepts it.
// The definition itself accepts no plan: its id is both required and read-only, and only read-only fields select a variant.
func adjustRequest(schema string, value any) (string, any) {
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
	return schema, adjustResponse(plan)
}

// adjustResponse returns a value as the definition accepts it. periodAnchorInstruction is nullable, but none of its variants
// is. Rebilly writes an empty map as []. One variant of paymentInstruction accepts everything, so no other variant is the
// only one that matches.
func adjustResponse(value any) any {
	switch value := value.(type) {
	case []any:
		adjusted := make([]any, len(value))
		for i, element := range value {
			adjusted[i] = adjustResponse(element)
		}
		return adjusted
	case map[string]any:
		adjusted := without(value, func(name string, v any) bool { return name == "periodAnchorInstruction" && v == nil })
		for name, child := range adjusted {
			elements, isArray := child.([]any)
			if isArray && len(elements) == 0 && (name == "customFields" || name == "productOptions" || name == "theme") {
				child = map[string]any{}
			}
			if instruction, isObject := child.(map[string]any); isObject && name == "paymentInstruction" {
				child = without(instruction, func(name string, _ any) bool { return name == "token" || name == "paymentInstrumentId" })
			}
			adjusted[name] = adjustResponse(child)
		}
		return adjusted
	}
	return value
}

// without returns a copy of an object without the fields to drop.
func without(object map[string]any, drop func(name string, value any) bool) map[string]any {
	kept := map[string]any{}
	for name, value := range object {
		if !drop(name, value) {
			kept[name] = value
		}
	}
	return kept
}
