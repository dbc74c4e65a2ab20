package definition

import (
	"encoding/json"
	"maps"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// kinds are the kinds of fields by type.
var kinds = map[string]schema.Kind{
	"string": schema.Text, "integer": schema.Integer, "number": schema.Number, "boolean": schema.Boolean,
	"object": schema.Object, "array": schema.List, "null": schema.Null,
}

// formats are the formats that values are checked for. The others in the definition describe a number, or what a text is for.
var formats = map[string]*schema.Format{
	"date":        schema.FullDate,
	"date-time":   schema.DateTime,
	"email":       schema.Email,
	"ip":          {Name: "an IP address", Matches: func(s string) bool { _, err := netip.ParseAddr(s); return err == nil }},
	"uri":         {Name: "a URL", Matches: isURI},
	"currency":    schema.ISO4217,
	"time of day": schema.TimeOfDay,
}

// componentFormats are formats that the definition expresses by a component alone.
var componentFormats = map[string]string{
	"#/components/schemas/CurrencyCode":         "currency",
	"#/components/schemas/ResourceCustomFields": "custom fields",
	"#/components/schemas/TimeIso8601Extended":  "time of day",
}

func isURI(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.IsAbs()
}

// resolve returns a part of the definition after following the references that it consists of. Members next to a reference override it.
func (d document) resolve(part any) map[string]any {
	found := object(part)
	reference, ok := found["$ref"].(string)
	if !ok {
		return found
	}
	target := any(d.root)
	for segment := range strings.SplitSeq(strings.TrimPrefix(reference, "#/"), "/") {
		target = object(target)[segment]
	}
	resolved := maps.Clone(d.resolve(target))
	if format, ok := componentFormats[reference]; ok {
		resolved["format"] = format
	}
	maps.Copy(resolved, found)
	delete(resolved, "$ref")
	return resolved
}

// flatten returns a schema without references and allOf.
func (d document) flatten(declared map[string]any) map[string]any {
	flat := maps.Clone(d.resolve(declared))
	parts, _ := flat["allOf"].([]any)
	delete(flat, "allOf")
	if parts == nil {
		return flat
	}
	whole := map[string]any{}
	for _, part := range parts {
		inner := d.flatten(object(part))
		if inner["oneOf"] == nil {
			// A variant includes its base, and the base selects the variants.
			delete(inner, "discriminator")
		}
		d.intersect(whole, inner)
	}
	d.intersect(whole, flat)
	return whole
}

// intersect adds the conditions of a schema to those of another.
func (d document) intersect(whole, more map[string]any) {
	for keyword, value := range more {
		switch known := whole[keyword].(type) {
		case map[string]any:
			if keyword != "properties" {
				whole[keyword] = value
				continue
			}
			properties := maps.Clone(known)
			for name, property := range object(value) {
				if declared, both := properties[name]; both {
					property = map[string]any{"allOf": []any{declared, property}}
				}
				properties[name] = property
			}
			whole[keyword] = properties
		case []any:
			values, _ := value.([]any)
			switch keyword {
			case "required":
				whole[keyword] = slices.Concat(known, values)
			case "enum":
				whole[keyword] = slices.DeleteFunc(slices.Clone(known), func(v any) bool { return !slices.Contains(values, v) })
			default:
				whole[keyword] = value
			}
		default:
			whole[keyword] = value
		}
	}
}

// field returns the declaration of a value.
func (d document) field(declared map[string]any) schema.Field {
	flat := d.flatten(declared)
	f := schema.Field{
		ReadOnly: flat["readOnly"] == true, WriteOnly: flat["writeOnly"] == true, Initial: flat["default"],
		MinLength: length(flat["minLength"]), MaxLength: length(flat["maxLength"]), Format: format(flat),
		MinItems: length(flat["minItems"]), MaxItems: length(flat["maxItems"]), UniqueItems: flat["uniqueItems"] == true,
		Min: bound(flat["minimum"]), Max: bound(flat["maximum"]), Enum: enum(flat),
	}
	if least := bound(flat["exclusiveMinimum"]); least != nil {
		f.Min, f.ExclusiveMin = least, true
	}
	for _, name := range types(flat) {
		if name == "null" && f.Kind != schema.Null && len(types(flat)) > 1 {
			f.Nullable = true
			continue
		}
		f.Kind = kinds[name]
	}
	switch {
	case flat["format"] == "custom fields":
		f.Kind, f.Merged = schema.CustomFields, true
	case flat["oneOf"] != nil || flat["discriminator"] != nil:
		d.addVariants(&f, flat)
	case f.Kind == schema.List:
		f.Items = new(d.field(object(flat["items"])))
	case f.Kind == schema.Object:
		d.addFields(&f, flat)
	case f.Kind == 0 || f.Kind == schema.Null:
		f.Nullable = true
	}
	return f
}

// types returns the types of a value. An object may have properties alone.
func types(flat map[string]any) []string {
	switch declared := flat["type"].(type) {
	case string:
		return []string{declared}
	case []any:
		return schema.TextsOf(declared)
	}
	if flat["properties"] != nil {
		return []string{"object"}
	}
	return nil
}

func (d document) addFields(f *schema.Field, flat map[string]any) {
	properties := object(flat["properties"])
	if properties == nil {
		f.Kind, f.Open = schema.Object, true
		if object(flat["additionalProperties"])["type"] == "string" {
			f.Kind, f.Open = schema.StringMap, false
		}
		return
	}
	required := schema.TextsOf(flat["required"])
	f.Fields = schema.Fields{}
	for name, property := range properties {
		child := d.field(object(property))
		child.Required = slices.Contains(required, name)
		f.Fields[name] = child
	}
}

// addVariants adds what a field selects, or the alternatives without such a field.
func (d document) addVariants(f *schema.Field, flat map[string]any) {
	selector := object(flat["discriminator"])
	if mapping := object(selector["mapping"]); mapping != nil {
		f.Kind, f.Variants = schema.Object, map[string]schema.Fields{}
		f.VariantBy = schema.TextOf(selector["propertyName"])
		for value, reference := range mapping {
			f.Variants[value] = d.field(map[string]any{"$ref": reference}).Fields
		}
		return
	}
	outer := maps.Clone(flat)
	delete(outer, "oneOf")
	alternatives, _ := flat["oneOf"].([]any)
	for _, alternative := range alternatives {
		// The conditions next to oneOf apply to each.
		one := d.field(map[string]any{"allOf": []any{outer, alternative}})
		if one.Kind == schema.Null {
			f.Nullable = true
			continue
		}
		f.Alternatives = append(f.Alternatives, one)
	}
	if len(f.Alternatives) == 1 {
		nullable := f.Nullable
		*f = f.Alternatives[0]
		f.Nullable = f.Nullable || nullable
	}
}

// enum returns the texts that are allowed, or nil if all are.
func enum(flat map[string]any) []string {
	declared, _ := flat["enum"].([]any)
	if constant, ok := flat["const"].(string); ok {
		declared = []any{constant}
	}
	excluded, _ := object(flat["not"])["enum"].([]any)
	var allowed []string
	for _, value := range declared {
		if text, ok := value.(string); ok && !slices.Contains(excluded, value) {
			allowed = append(allowed, text)
		}
	}
	return allowed
}

func format(flat map[string]any) *schema.Format {
	if known := formats[schema.TextOf(flat["format"])]; known != nil {
		return known
	}
	pattern := schema.TextOf(flat["pattern"])
	if pattern == "" {
		return nil
	}
	expression, err := compile(pattern)
	if err != nil {
		return nil
	}
	return &schema.Format{Name: "a text that matches " + pattern, Matches: expression.MatchString}
}

var (
	delimited     = regexp.MustCompile(`^/(.*)/([a-z]*)$`)
	unicodeEscape = regexp.MustCompile(`\\u([0-9a-fA-F]{4})`)
)

// compile compiles a pattern, which may have the delimiters and the flags of PHP, and the escapes of JavaScript.
func compile(pattern string) (*regexp.Regexp, error) {
	if parts := delimited.FindStringSubmatch(pattern); parts != nil {
		pattern = parts[1]
		// The flag u is what Go always does.
		if flags := strings.ReplaceAll(parts[2], "u", ""); flags != "" {
			pattern = "(?" + flags + ")" + pattern
		}
	}
	return regexp.Compile(unicodeEscape.ReplaceAllString(pattern, `\x{$1}`))
}

func bound(value any) *float64 {
	number, ok := value.(json.Number)
	if !ok {
		return nil
	}
	n, err := number.Float64()
	if err != nil {
		return nil
	}
	return &n
}

func length(value any) int {
	if n := bound(value); n != nil {
		return int(*n)
	}
	return 0
}
