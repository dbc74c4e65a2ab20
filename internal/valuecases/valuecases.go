// Package valuecases has the table of value semantics that the tests of every package that compares values run:
// tfvalue for Terraform values and their msgpack encoding, fastpath for plans, rebilly for JSON.
// It imports neither Terraform nor the client. A decider that differs from the others has a column of its own.
package valuecases

// Empty is a value and whether it carries no information.
type Empty struct {
	Name string
	// Type is the Terraform type in the notation of the protocol.
	Type string
	// JSON is the value.
	JSON string
	// Terraform is the result for Terraform values, encoded or not.
	Terraform bool
	// Client is the result for JSON, which has no types and no schema.
	Client bool
}

// object is the type of the objects in the tables.
const object = `["object", {"on": "bool", "name": "string"}]`

// EmptyCases returns the cases of emptiness.
func EmptyCases() []Empty {
	return []Empty{
		{"null", `"string"`, `null`, true, true},
		{"empty string", `"string"`, `""`, true, true},
		{"space", `"string"`, `" "`, false, false},
		{"false", `"bool"`, `false`, true, true},
		{"true", `"bool"`, `true`, false, false},
		{"zero", `"number"`, `0`, false, false},
		{"number", `"number"`, `9.95`, false, false},
		{"empty list", `["list", "string"]`, `[]`, true, true},
		{"list of an empty string", `["list", "string"]`, `[""]`, false, false},
		{"null list", `["list", "string"]`, `null`, true, true},
		{"empty set", `["set", "string"]`, `[]`, true, true},
		{"list of an empty object", `["list", ` + object + `]`, `[{"on": false, "name": ""}]`, false, false},
		{"empty map", `["map", "string"]`, `{}`, true, true},
		// JSON does not tell a map from an object.
		{"map of an empty string", `["map", "string"]`, `{"a": ""}`, false, true},
		{"map", `["map", "string"]`, `{"a": "b"}`, false, false},
		{"null object", object, `null`, true, true},
		{"object of nulls", object, `{"on": null, "name": null}`, true, true},
		{"object of empty values", object, `{"on": false, "name": ""}`, true, true},
		{"object with a value", object, `{"on": false, "name": "a"}`, false, false},
		{"nested empty object", `["object", {"a": ` + object + `}]`, `{"a": {"on": false, "name": ""}}`, true, true},
		{"nested object with a value", `["object", {"a": ` + object + `}]`, `{"a": {"on": true, "name": ""}}`, false, false},
		// JSON has a field with the name of the variant beside it.
		{"object without attributes", `["object", {}]`, `{}`, false, true},
		{"null object without attributes", `["object", {}]`, `null`, true, true},
		{"no default", `["object", {"default": "bool"}]`, `{"default": null}`, true, true},
		// Only schemas know that default is significant. The client is asked about fields of the API, which are named otherwise.
		{"default of false", `["object", {"default": "bool"}]`, `{"default": false}`, false, true},
		{"default of an empty string", `["object", {"default": "string"}]`, `{"default": ""}`, false, true},
	}
}

// Equal is a pair of values and whether the difference between them matters.
type Equal struct {
	Name string
	// Type is the Terraform type in the notation of the protocol.
	Type string
	// Prior is the JSON of what Terraform holds, Fresh of what the API returns or the configuration has.
	Prior, Fresh string
	// State is whether a refresh keeps the prior value (tfvalue.Normalize).
	State bool
	// CustomField is the result for custom fields (tfvalue.EqualCustomField): null and empty differ, numbers are float64.
	CustomField bool
	// Client is the result for fields of the API (rebilly): fields that Prior does not name are ignored.
	Client bool
}

// EqualCases returns the cases of equality.
func EqualCases() []Equal {
	return []Equal{
		{"same string", `"string"`, `"a"`, `"a"`, true, true, true},
		{"different strings", `"string"`, `"a"`, `"b"`, false, false, false},
		{"case", `"string"`, `"a"`, `"A"`, false, false, false},
		{"null and empty string", `"string"`, `null`, `""`, true, false, true},
		{"empty string and null", `"string"`, `""`, `null`, true, false, true},
		{"null and null", `"string"`, `null`, `null`, true, true, true},
		{"string set", `"string"`, `null`, `"a"`, false, false, false},
		{"string cleared", `"string"`, `"a"`, `null`, false, false, false},
		{"string emptied", `"string"`, `"a"`, `""`, false, false, false},
		{"null and false", `"bool"`, `null`, `false`, true, false, true},
		{"false and true", `"bool"`, `false`, `true`, false, false, false},
		{"null and zero", `"number"`, `null`, `0`, false, false, false},
		{"zero and null", `"number"`, `0`, `null`, false, false, false},
		{"same number, different digits", `"number"`, `9.9`, `9.90`, true, true, true},
		{"different numbers", `"number"`, `9.9`, `9.91`, false, false, false},
		{"numbers that differ beyond a float64", `"number"`, `0.01`, `0.01000000000000000000000000001`, false, true, false},
		// A state keeps the form of a time only where the service preserves it: not every string is a time.
		{"same time, different zones", `"string"`, `"2026-01-31T10:00:00Z"`, `"2026-01-31T11:00:00+01:00"`, false, true, true},
		{"same second, with a fraction", `"string"`, `"2026-01-31T10:00:00Z"`, `"2026-01-31T10:00:00.5Z"`, false, true, false},
		{"different times", `"string"`, `"2026-01-31T10:00:00Z"`, `"2026-01-31T10:00:01Z"`, false, false, false},
		{"null and empty list", `["list", "string"]`, `null`, `[]`, true, false, true},
		{"empty list and null", `["list", "string"]`, `[]`, `null`, true, false, true},
		{"same list", `["list", "string"]`, `["a", "b"]`, `["a", "b"]`, true, true, true},
		{"order of a list", `["list", "string"]`, `["a", "b"]`, `["b", "a"]`, false, false, false},
		{"length of a list", `["list", "string"]`, `["a"]`, `["a", "b"]`, false, false, false},
		{"null and empty element", `["list", "string"]`, `["a", null]`, `["a", ""]`, true, false, true},
		{"null and empty map", `["map", "string"]`, `null`, `{}`, true, false, true},
		{"map entry", `["map", "string"]`, `{"a": "b"}`, `{"a": "c"}`, false, false, false},
		{"null and empty object", object, `null`, `{"on": false, "name": ""}`, true, false, true},
		{"empty object and null", object, `{"on": false, "name": ""}`, `null`, true, false, true},
		{"object of nulls and of empty values", object, `{"on": null, "name": null}`, `{"on": false, "name": ""}`, true, false, true},
		{"object without attributes and null", `["object", {}]`, `{}`, `null`, false, false, true},
		{"attribute set", object, `{"on": false, "name": ""}`, `{"on": true, "name": ""}`, false, false, false},
		{"attribute kept, another empty", object, `{"on": true, "name": null}`, `{"on": true, "name": ""}`, true, false, true},
	}
}
