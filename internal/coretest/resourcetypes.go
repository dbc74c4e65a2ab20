package coretest

import (
	"maps"
	"strings"
	"testing"
)

// ResourceType describes a resource, its data sources and its list resource to tests that cover every resource type.
type ResourceType struct {
	// Type is the name of the resource. With an s it is the name of the plural data source.
	Type string
	// Collection is the path in an organization, and ID is the key there of the object that the examples import.
	Collection, ID string
	// DisplayName is the attribute, and the field of the API, with the name of an object.
	DisplayName string
	// Minimal is the smallest valid configuration.
	Minimal Object
	// Example is a configuration with a name, a list and nested objects. Stored is the same object as other clients send it.
	Example, Stored Object
	// ListConfig has the required arguments of the list resource.
	ListConfig Object
	// AfterDestroy has the fields of an object that Rebilly keeps after a destroy. If nil, the object is deleted.
	AfterDestroy Object
}

// ResourceTypes are all resource types of the provider. Billing plans refer to the product prod_1, which the test must create.
var ResourceTypes = []ResourceType{
	{
		Type: "rebilly_product", Collection: "products", ID: "prod_01HZX3M9V5K7R2T4W6Y8A0C1E3", DisplayName: "name", ListConfig: Object{},
		Minimal: Object{"name": "Seats"},
		Example: Object{"name": "Team seats", "options": []any{"color"}, "custom_fields": Object{"tier": "gold"}},
		Stored:  Object{"name": "Team seats", "options": []any{"color"}, "customFields": Object{"tier": "gold"}},
	},
	{
		Type: "rebilly_plan", Collection: "plans", ID: "plan_01HZX3M9V5K7R2T4W6Y8A0C1E3", DisplayName: "name", ListConfig: Object{},
		Minimal: Object{"name": "Monthly", "product_id": "prod_1", "currency": "USD", "pricing": Object{"fixed_fee": Object{"price": 1}}},
		Example: Object{
			"name": "Team seats, monthly", "product_id": "prod_1", "currency": "USD", "recurring_interval": Object{"unit": "month", "length": 1},
			"pricing": Object{"tiered": Object{"brackets": []any{Object{"price": 9.95, "max_quantity": 10}, Object{"price": 0.3}}}},
		},
		Stored: Object{
			"name": "Team seats, monthly", "productId": "prod_1", "currency": "USD", "recurringInterval": Object{"unit": "month", "length": 1},
			"pricing": Object{"formula": "tiered", "brackets": []any{Object{"price": 9.95, "maxQuantity": 10}, Object{"price": 0.3}}},
		},
	},
	{
		Type: "rebilly_website", Collection: "websites", ID: "web_01HZX3M9V5K7R2T4W6Y8A0C1E3", DisplayName: "name", ListConfig: Object{},
		Minimal: Object{"name": "Shop", "url": "https://shop.example.com", "service_phone": "1", "service_email": "a@example.com"},
		Example: Object{
			"name": "Shop", "url": "https://shop.example.com", "service_phone": "1", "service_email": "a@example.com",
			"settings": Object{"payment_form": Object{"theme": Object{"colorPrimary": "#504CCA"}}},
		},
		Stored: Object{
			"name": "Shop", "url": "https://shop.example.com", "servicePhone": "1", "serviceEmail": "a@example.com",
			"settings": Object{"paymentForm": Object{"theme": Object{"colorPrimary": "#504CCA"}}},
		},
	},
	{
		Type: "rebilly_api_key", Collection: "api-keys", ID: "api_key_01HZX3M9V5K7R2T4W6Y8A0C1E3", DisplayName: "description", ListConfig: Object{},
		Minimal: Object{"description": "CI"},
		Example: Object{"description": "Reporting", "acl": []any{Object{"permissions": []any{"GetPlan"}}}},
		Stored:  Object{"description": "Reporting", "acl": []any{Object{"scope": Object{}, "permissions": []any{"GetPlan"}}}},
	},
	{
		Type: "rebilly_custom_field", Collection: "custom-fields", ID: "products/tier",
		Minimal:      Object{"resource": "products", "name": "tier", "string": Object{}},
		Example:      Object{"resource": "products", "name": "tier", "string": Object{"max_length": 10}},
		Stored:       Object{"type": "string", "additionalSchema": Object{"maxLength": 10}},
		ListConfig:   Object{"resource": "products"},
		AfterDestroy: Object{"isEnabled": false},
	},
	{
		Type: "rebilly_coupon", Collection: "coupons", ID: "SPRING26", DisplayName: "description", ListConfig: Object{},
		Minimal: Object{"discount": Object{"percent": Object{"value": 10}}, "issued_time": "2026-01-01T00:00:00Z"},
		Example: Object{
			"description": "Spring sale", "discount": Object{"percent": Object{"value": 10}}, "issued_time": "2026-01-01T00:00:00Z",
			"restrictions": Object{
				"restrict_to_plans":                 Object{"plan_ids": []any{"a", "b"}, "minimum_quantity": 2},
				"restrict_to_exclusive_application": true,
			},
		},
		Stored: Object{
			"description": "Spring sale", "discount": Object{"type": "percent", "value": 10}, "issuedTime": "2026-01-01T00:00:00Z",
			"restrictions": []any{
				Object{"type": "restrict-to-plans", "planIds": []any{"b", "a"}, "minimumQuantity": 2},
				Object{"type": "restrict-to-exclusive-application"},
			},
		},
		AfterDestroy: Object{"status": "expired"},
	},
}

// ResourceTypeOf returns the resource type with a name.
func ResourceTypeOf(typeName string) ResourceType {
	for _, managed := range ResourceTypes {
		if managed.Type == typeName {
			return managed
		}
	}
	panic(typeName + " is not in coretest.ResourceTypes")
}

// Of returns the entry of a resource type in a table of a test. A missing entry fails the test.
func Of[V any](t testing.TB, name string, table map[string]V, managed ResourceType) V {
	t.Helper()
	has, ok := table[managed.Type]
	if !ok {
		t.Fatalf("%s: got no entry for %s, want one", name, managed.Type)
	}
	return has
}

// Key returns the attributes that make up a key in an organization, such as ID.
func Key(id string) Object {
	if resource, name, two := strings.Cut(id, "/"); two {
		return Object{"resource": resource, "name": name}
	}
	return Object{"id": id}
}

// With returns a copy of a configuration with more attributes.
func With(config, more Object) Object {
	config = maps.Clone(config)
	maps.Copy(config, more)
	return config
}
