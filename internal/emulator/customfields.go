package emulator

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// checkCustomFields checks the values that a write changes against the custom fields declared for the collection, if there are any.
func (e *Emulator) checkCustomFields(c *collection, doc, before schema.Document, invalid *schema.InvalidFields) {
	declared := e.declaredFields(c)
	if len(declared) == 0 {
		return
	}
	values, held := schema.Child(doc, "customFields"), schema.Child(before, "customFields")
	for _, name := range schema.SortedKeys(values) {
		at, value := schema.Join("customFields", name), values[name]
		definition, known := declared[name]
		switch {
		case value == nil || reflect.DeepEqual(value, held[name]):
		case !known:
			invalid.Add(at, "There is no such custom field.")
		case definition["isEnabled"] == false:
			invalid.Add(at, "This custom field is disabled.")
		default:
			checkCustomField(at, definition, value, invalid)
		}
	}
	for _, name := range schema.SortedKeys(declared) {
		additional := schema.Child(declared[name], "additionalSchema")
		_, hasDefault := additional["default"]
		if additional["required"] == true && !hasDefault && values[name] == nil && declared[name]["isEnabled"] != false {
			invalid.Add(schema.Join("customFields", name), schema.Missing)
		}
	}
}

// declaredFields returns the custom fields declared for a collection by name.
func (e *Emulator) declaredFields(c *collection) map[string]schema.Document {
	declared := map[string]schema.Document{}
	for at, stored := range e.objects {
		if name, ok := strings.CutPrefix(at.id, c.name+"/"); ok && at.collection == "custom-fields" {
			declared[name] = stored
		}
	}
	return declared
}

// checkCustomField checks one value against its declaration. Patterns are not checked: they are regular expressions of PHP.
func checkCustomField(at string, declared schema.Document, value any, invalid *schema.InvalidFields) {
	additional := schema.Child(declared, "additionalSchema")
	switch declared["type"] {
	case "array":
		schema.Field{
			Kind:     schema.List,
			MaxItems: schema.MaxCustomElements,
			Items:    &schema.Field{Kind: schema.Text, MaxLength: schema.MaxCustomElement, Enum: allowedValues(additional)},
		}.Validate(
			at,
			value,
			invalid,
		)
	case "boolean":
		schema.Field{Kind: schema.Boolean}.Validate(at, value, invalid)
	case "date":
		schema.Field{Kind: schema.Text, Format: schema.FullDate}.Validate(at, value, invalid)
	case "datetime":
		schema.Field{Kind: schema.Text, Format: schema.DateTime}.Validate(at, value, invalid)
	case "integer":
		schema.Field{Kind: schema.Integer, Min: new(float64(minCustomInteger)), Max: new(float64(maxCustomInteger))}.Validate(at, value, invalid)
		checkBounds(at, additional, value, invalid)
	case "number":
		schema.Field{Kind: schema.Number}.Validate(at, value, invalid)
		checkBounds(at, additional, value, invalid)
	case "string":
		longest := defaultCustomText
		if n, ok := additional["maxLength"].(json.Number); ok {
			longest, _ = strconv.Atoi(n.String())
		}
		schema.Field{Kind: schema.Text, MaxLength: longest, Enum: allowedValues(additional)}.Validate(at, value, invalid)
	case "monetary":
		schema.Field{Kind: schema.Object, Fields: schema.CustomAmount}.Validate(at, value, invalid)
	}
}

// allowedValues returns nil if every value is allowed.
func allowedValues(additional schema.Document) []string {
	elements, _ := additional["allowedValues"].([]any)
	var values []string
	for _, element := range elements {
		values = append(values, fmt.Sprint(element))
	}
	return values
}

func checkBounds(at string, additional schema.Document, value any, invalid *schema.InvalidFields) {
	number, ok := value.(json.Number)
	n, err := number.Float64()
	if !ok || err != nil {
		return
	}
	if least, ok := additional["minimum"].(json.Number); ok {
		if bound, _ := least.Float64(); n < bound {
			invalid.Add(at, schema.ShouldBe(least.String()+" or more"))
		}
	}
	if most, ok := additional["maximum"].(json.Number); ok {
		if bound, _ := most.Float64(); n > bound {
			invalid.Add(at, schema.ShouldBe(most.String()+" or less"))
		}
	}
}
