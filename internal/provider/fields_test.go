package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

// whole are configurations in which, all together, every attribute of a resource is set that the API has, too.
var whole = map[string][]object{
	productType: {{
		"id": "prod_x", "name": "Seats", "unit_label": "seat", "description": "A seat", "requires_shipping": true, "options": []any{"color", "size"},
		"tax_category_id": "00000", "accounting_code": "1", "recognition": object{"debit_account_id": "a", "credit_account_id": "b"}, "custom_fields": object{"myTier": "gold"},
	}},
	planType: {
		wholePlan("fixed_fee", "day_of_month"), wholePlan("flat_rate", "day_of_week"), wholePlan("stairstep", "day_and_month_of_year"),
		wholePlan("tiered", "day_of_month"), wholePlan("volume", "day_of_month"),
	},
	websiteType: {{
		"id": "web_x", "name": "Shop", "url": "https://shop.example.com", "service_phone": "1", "service_email": "help@example.com", "logo_id": "file_1",
		"custom_fields": object{"myTier": "gold"},
		"settings": object{
			"deposit_form": object{"theme": object{"color_primary": "000000", "color_secondary": "111111", "button_template": "Pay"}},
			"payment_form": object{"css": "a{}", "theme": object{"colorPrimary": "#000000"}, "features": object{
				"show_coupons": []any{"summary", "confirmation"}, "full_page_redirect": true, "skip_redirect_on_payment_complete": true, "hide_zero_amount_summary_items": true,
			}},
			"amplitude":      object{"tracking": true, "api_key": "12345678901234567890"},
			"payout_request": object{"automatic_readiness_enabled": true, "pending_period_hours": 1, "automatic_readiness_time": "10:00"},
		},
	}},
	keyType: {{
		"id": "api_key_x", "description": "CI", "type": "secret", "allowed_ips": []any{"203.0.113.7"},
		"acl": []any{object{"permissions": []any{"GetPlan"}}, object{"permissions": []any{"PutPlan"}, "scope": object{
			"organization_id": []any{"o"}, "product_id": []any{"p"}, "plan_id": []any{"q"}, "custom_field_name": []any{"n"},
		}}},
	}},
	fieldType: {
		wholeField("array", object{"allowed_values": []any{"a", "b"}, "default": []any{"a", "b"}}),
		wholeField("boolean", object{"default": true}), wholeField("date", object{"default": "2026-01-31"}), wholeField("datetime", object{"default": "2026-01-31T10:00:00Z"}),
		wholeField("integer", object{"minimum": 1, "maximum": 9, "default": 5}), wholeField("number", object{"minimum": 1, "maximum": 9, "default": 5}),
		wholeField("string", object{"allowed_values": []any{"a", "b"}, "max_length": 5, "pattern": "/./", "default": "a"}),
		wholeField("monetary", object{"default": object{"currency": "USD", "amount": 1}}),
	},
	couponType: {
		wholeCoupon(object{"fixed": object{"amount": 1, "currency": "USD", "context": "items"}}, object{
			"discounts_per_redemption": object{"quantity": 1}, "redemptions_per_customer": object{"quantity": 1}, "total_redemptions": object{"quantity": 1},
			"maximum_order_amount": object{"amount": 9, "currency": "USD"}, "minimum_order_amount": object{"amount": 1, "currency": "USD"},
			"paid_by_time": object{"time": "2099-01-01T00:00:00Z"}, "restrict_to_exclusive_application": true,
			"restrict_to_bxgy": object{
				"buy": []any{object{"plan_id": "a", "quantity": 1}, object{"plan_id": "b", "quantity": 1}}, "get": []any{object{"plan_id": "a", "quantity": 1}},
			},
		}),
		wholeCoupon(object{"percent": object{"value": 10, "context": "items"}}, object{
			"restrict_to_countries": object{"countries": []any{"DE"}}, "restrict_to_customer_tags": object{"tags": []any{"vip"}, "require_all_tags": true},
			"restrict_to_customers": object{"customer_ids": []any{"a"}}, "restrict_to_invoices": object{"invoice_ids": []any{"a"}},
			"restrict_to_plans":         object{"plan_ids": []any{"a"}, "minimum_quantity": 2},
			"restrict_to_products":      object{"product_ids": []any{"a"}, "minimum_quantity": 2},
			"restrict_to_subscriptions": object{"subscription_ids": []any{"a"}},
		}),
	},
}

func wholeCoupon(discount, restrictions object) object {
	return object{
		"id": "SALE", "discount": discount, "restrictions": restrictions, "description": "Spring sale",
		"issued_time": "2026-01-01T00:00:00Z", "expired_time": "2099-01-01T00:00:00Z",
	}
}

// indexOf is where the provider puts a restriction into the list of the API.
func indexOf(restriction string) string {
	for _, config := range whole[couponType] {
		restrictions, _ := config["restrictions"].(object)
		if index := slices.Index(slices.Sorted(maps.Keys(restrictions)), restriction); index >= 0 {
			return strconv.Itoa(index)
		}
	}
	return restriction
}

func wholePlan(formula, anchor string) object {
	pricing := object{"brackets": []any{object{"price": 2, "max_quantity": 5}, object{"price": 1, "max_quantity": 9}}, "min_quantity": 1}
	switch formula {
	case "fixed_fee":
		pricing = object{"price": 1}
	case "flat_rate":
		pricing = object{"price": 1, "min_quantity": 1, "max_quantity": 9}
	}
	day := map[string]object{
		"day_of_month":          {"day": 1, "time": "10:00"},
		"day_of_week":           {"day": "Monday", "week": "next", "time": "10:00"},
		"day_and_month_of_year": {"day": 1, "month": 1, "time": "10:00"},
	}[anchor]
	return object{
		"id": "plan_x", "name": "Monthly", "product_id": "prod_1", "currency": "USD", "description": "a", "rich_description": "b", "product_options": object{"color": "red"},
		"is_active": true, "setup": object{"price": 1}, "trial": object{"price": 0, "period": object{"unit": "day", "length": 1}},
		"recurring_interval": object{"unit": "month", "length": 1, "limit": 12, "billing_timing": "postpaid", "period_anchor_instruction": object{anchor: day}},
		"metered_billing":    object{"strategy": "last", "min": 1, "max": 2, "sticky": true}, "pricing": object{formula: pricing}, "custom_fields": object{"myTier": "gold"},
	}
}

func wholeField(kind string, schema object) object {
	schema["required"] = true
	return object{"resource": "products", "name": "tier", "description": "a", "is_enabled": true, kind: schema}
}

// ours are the attributes that no field of the API stands for.
var ours = []string{
	"timeouts.delete", "deletion_protection", "on_destroy", "rotation_triggers", "store_secret", "secret_key", "publishable_key", "resource",
}

// fieldOf is the API's field of an attribute.
func fieldOf(path string) string {
	steps := strings.Split(path, ".")
	switch {
	case steps[0] == "pricing" && len(steps) > 1:
		steps = slices.Delete(steps, 1, 2)
	case steps[0] == "discount":
		steps = slices.Delete(steps, 1, 2)
	case steps[0] == "restrictions":
		steps[1] = indexOf(steps[1])
	case len(steps) > 2 && steps[1] == "period_anchor_instruction":
		steps = slices.Delete(steps, 2, 3)
	case slices.Contains(strings.Split("array boolean date datetime integer monetary number string", " "), steps[0]):
		steps[0] = "additional_schema"
	}
	for i, step := range steps {
		steps[i] = naming.Camel(step)
	}
	return strings.Join(steps, ".")
}

// ends are the paths of the values in a configuration that are neither objects nor lists.
func ends(value any, path string) []string {
	var found []string
	switch v := value.(type) {
	case object:
		for name, member := range v {
			found = append(found, ends(member, strings.TrimPrefix(path+"."+name, "."))...)
		}
	case []any:
		for i, element := range v {
			found = append(found, ends(element, path+"."+strconv.Itoa(i))...)
		}
	default:
		found = append(found, path)
	}
	return found
}

func TestDiagnostics_EveryFieldPath(t *testing.T) {
	schemas, err := providerserver.NewProtocol6(provider.New("test")())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range acctest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			configs := acctest.Of(t, "whole", whole, kind)
			seen := map[string]bool{}
			for _, config := range configs {
				for _, at := range ends(config, "") {
					for path := at; ; path = path[:strings.LastIndex(path, ".")] {
						seen[elements.Replace(path+".")] = true
						if !strings.Contains(path, ".") {
							break
						}
					}
				}
				refuseFields(t, kind.Type, config)
			}
			for _, path := range leaves(schemas.ResourceSchemas[kind.Type].Block.Attributes, "") {
				if !seen[path+"."] && !slices.Contains(ours, path) {
					t.Errorf("no configuration has %s", path)
				}
			}
		})
	}
}

// indexed is a restriction as Rebilly names it. The provider names it by its type, and with dots.
var indexed = regexp.MustCompile(`^restrictions[.[].*$`)

// elements makes every element of a list the first.
var elements = strings.NewReplacer(".1.", ".0.")

func refuseFields(t *testing.T, typeName string, config object) {
	t.Helper()
	rebilly := acctest.Start(t)
	rebilly.Put("products", "prod_1", map[string]any{"name": "Seats"})
	for _, resource := range []string{"products", "plans", "websites"} {
		rebilly.Put("custom-fields", resource+"/myTier", map[string]any{"type": "string"})
	}
	type complaint struct{ field, at string }
	var complaints []complaint
	for _, at := range ends(config, "") {
		if slices.ContainsFunc(ours, func(name string) bool { return at == name }) {
			continue
		}
		there := at
		// A set has no place for an index: its elements have none in Rebilly either.
		for _, name := range []string{"permissions", "organization_id", "product_id", "plan_id", "custom_field_name", "allowed_ips", ".countries", ".tags", "_ids"} {
			if i := strings.LastIndex(there, "."); i > 0 && strings.HasSuffix(there[:i], name) {
				there = there[:i]
			}
		}
		field := fieldOf(at)
		brackets := strings.NewReplacer(".0", "[0]", ".1", "[1]").Replace(field)
		complaints = append(complaints, complaint{field, there}, complaint{field, there}, complaint{brackets, there})
	}
	complaints = append(complaints, complaint{"fromTheFuture", ""}, complaint{"", ""})
	invalid := make([]map[string]string, len(complaints))
	for i, c := range complaints {
		invalid[i] = map[string]string{"field": c.field, "message": fmt.Sprintf("complaint %d.", i)}
	}
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodPut {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_ = json.NewEncoder(w).Encode(map[string]any{"title": "Invalid", "status": 422, "invalidFields": invalid})
	})
	s := acctest.NewCore(t, rebilly.ProviderConfig())
	plan := s.Plan(nil, typeName, config)
	said := s.Apply(plan).Diagnostics
	if len(said) != len(complaints) {
		t.Errorf("%d complaints, %d errors: %v", len(complaints), len(said), plan.Diagnostics)
	}
	lines := map[string]string{}
	for _, d := range said {
		line := (acctest.Diagnostics{d}).String()
		for i := range complaints {
			if strings.Contains(line, fmt.Sprintf("complaint %d.", i)) {
				lines[strconv.Itoa(i)] = line
			}
		}
	}
	for i, c := range complaints {
		prefix := "error: Unable to create "
		if c.at != "" {
			prefix = "error: " + c.at + ": Unable to create "
		}
		if line := lines[strconv.Itoa(i)]; !strings.HasPrefix(line, prefix) || !strings.Contains(line, indexed.ReplaceAllString(c.field, "restrictions.")) {
			t.Errorf("%q is not at %q: %s", c.field, c.at, line)
		}
	}
}
