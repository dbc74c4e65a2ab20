package purchaseconfig_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

// function returns the argument of the function mount_config for a configuration of the data source.
func function(config object) object {
	return coretest.With(object{"environment": "sandbox", "organization_id": "org_acctest"}, config)
}

func TestFunction_Errors(t *testing.T) {
	for want, config := range map[string]any{
		"Invalid type: The value must be an object.": "items",
		"features.show_coupon: Unsupported attribute: This object does not have the attribute. " +
			`Did you mean "show_coupons"`: function(items(object{"features": object{"show_coupon": []any{}}})),
		`websiteId: Unsupported attribute: This object does not have the attribute. Did you mean "website_id"?`: function(
			object{"websiteId": "w"}),
		"items[0].quantity: Invalid type: The value must be a number.": function(items(object{
			"items": []any{object{"plan_id": "p", "quantity": "one"}},
		})),
		"items: Invalid type: The value must be a list.":            function(items(object{"items": object{}})),
		"theme: Invalid type: The value must be an object.":         function(items(object{"theme": "dark"})),
		"environment: Missing Configuration for Required Attribute": object{"jwt_only": true},
		`environment: Invalid Attribute Value Match`:                object{"jwt_only": true, "environment": "staging"},
		"organization_id: Missing organization_id: A publishable key requires the organization. Set organization_id.": items(
			object{"environment": "sandbox"}),
		"publishable_key: Wrong environment of publishable_key: The key belongs to live, but the environment is sandbox": function(items(
			object{"publishable_key": "pk_live_1"})),
		`organization_id: Invalid organization ID: "org_1 " must be an id`: function(object{"jwt_only": true, "organization_id": "org_1 "}),
		`organization_id: Invalid organization ID: "" must be an id`:       function(object{"jwt_only": true, "organization_id": ""}),
		`organization_id: Invalid organization ID: ".." must be an id`:     function(object{"jwt_only": true, "organization_id": ".."}),
		"items[0].quantity: Invalid number: items[0].quantity is 1.5, which is not a whole number.": function(items(object{
			"items": []any{object{"plan_id": "p", "quantity": json.Number("1.5")}},
		})),
		"money.amount: Invalid number: money.amount is 1e+400, which is out of range": function(object{
			"money": object{"amount": json.Number("1e400"), "currency": "USD"},
		}),
		"argument must not be null": nil,
	} {
		got, err := coretest.CallFunction(t, "mount_config", config)
		if err == nil || !strings.Contains(strings.Join(strings.Fields(err.Error()), " "), want) {
			t.Errorf("got %v, %v, want an error with %q", got, err, want)
		}
	}
}

// TestFunction_Conversions has values that Terraform converts for a data source.
func TestFunction_Conversions(t *testing.T) {
	got, err := coretest.CallFunction(t, "mount_config", function(items(object{
		"items": []any{object{"plan_id": 1, "quantity": "2"}}, "features": object{"hide_result": "true"}, "css": false,
		"theme": object{"borderRadius": 4},
	})))
	options, _ := got.(object)
	item, _ := options["items"].([]any)
	if err != nil || len(item) != 1 || item[0].(object)["planId"] != "1" || item[0].(object)["quantity"] != decode(t, "2") ||
		options["features"].(object)["hideResult"] != true || options["css"] != "false" || options["theme"].(object)["borderRadius"] != "4" {
		t.Errorf("got %v, %v, want converted values", got, err)
	}
}

func TestFunction_UnknownOptions(t *testing.T) {
	if got, err := coretest.CallFunction(t, "mount_config", coretest.Unknown); got != coretest.Unknown || err != nil {
		t.Errorf("got %v, %v, want an unknown result", got, err)
	}
}

// TestFunction_UnknownMembers replaces any values of a configuration by unknown ones: these are unknown in the result, and the others are
// what they were.
func TestFunction_UnknownMembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		config := function(coretest.With(items(object{
			"items": []any{
				object{"plan_id": "plan_1", "quantity": 2, "thumbnail": "/a.png"},
				object{"plan_id": "plan_2", "quantity_range": object{"minimum": 1, "maximum": 5}},
			},
			"addons": []any{object{"plan_id": "plan_3", "quantity": 1}},
		}), presentation()))
		known, err := coretest.CallFunction(t, "mount_config", config)
		if err != nil {
			t.Fatal(err)
		}
		partly, _ := hide(t, config, "").(object)
		got, err := coretest.CallFunction(t, "mount_config", partly)
		if err != nil {
			t.Fatalf("%v: %v", partly, err)
		}
		compareKnown(t, known, got, "")
	})
}

// hide returns a copy of a value in which some values are unknown, but not the options themselves.
func hide(t *rapid.T, value any, at string) any {
	if at != "" && value != nil && rapid.IntRange(0, 9).Draw(t, "hide "+at) == 0 {
		return coretest.Unknown
	}
	switch v := value.(type) {
	case object:
		copied := object{}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			copied[name] = hide(t, v[name], at+"."+name)
		}
		return copied
	case []any:
		copied := make([]any, len(v))
		for i, element := range v {
			copied[i] = hide(t, element, at+"."+strconv.Itoa(i))
		}
		return copied
	}
	return value
}

// compareKnown compares the known values of two results.
func compareKnown(t *rapid.T, want, got any, at string) {
	if got == coretest.Unknown {
		return
	}
	switch w := want.(type) {
	case object:
		g, ok := got.(object)
		if names := slices.Sorted(maps.Keys(g)); !ok || !slices.Equal(names, slices.Sorted(maps.Keys(w))) {
			t.Fatalf("%s: got %v, want the members of %v", at, got, w)
		}
		for name := range w {
			compareKnown(t, w[name], g[name], at+"."+name)
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			t.Fatalf("%s: got %v, want %d elements", at, got, len(w))
		}
		for i := range w {
			compareKnown(t, w[i], g[i], at+"."+strconv.Itoa(i))
		}
	default:
		if got != want {
			t.Errorf("%s: got %v, want %v", at, got, want)
		}
	}
}
