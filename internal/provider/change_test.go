package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

// own are Terraform's own attributes, which whole leaves out, besides those that all have.
var own = map[string]object{
	planType:  {"on_destroy": "delete"},
	keyType:   {"rotation_triggers": object{"month": "1"}, "store_secret": false},
	fieldType: {"on_destroy": "disable"},
}

// others are other values of attributes, where adding an x, 1, or a not does not make one.
var others = map[string]any{
	"currency": "EUR", "on_destroy": "", "timeouts.delete": "6m", "type": "publishable", "resource": "plans",
	"trial.period.unit": "week", "recurring_interval.unit": "year", "recurring_interval.billing_timing": "prepaid", "metered_billing.strategy": "sum",
	"recurring_interval.period_anchor_instruction.day_of_month.time":          "11:00",
	"recurring_interval.period_anchor_instruction.day_of_week.day":            "Tuesday",
	"recurring_interval.period_anchor_instruction.day_of_week.week":           "first-in-month",
	"recurring_interval.period_anchor_instruction.day_of_week.time":           "11:00",
	"recurring_interval.period_anchor_instruction.day_and_month_of_year.time": "11:00",
	"settings.deposit_form.theme.color_primary":                               "222222",
	"settings.deposit_form.theme.color_secondary":                             "222222",
	"settings.payout_request.automatic_readiness_time":                        "11:00",
	"allowed_ips.0":                                  "203.0.113.8",
	"date.default":                                   "2026-02-01",
	"datetime.default":                               "2026-02-01T10:00:00Z",
	"string.default":                                 "b",
	"array.default.1":                                "a",
	"array.default.0":                                "b",
	"acl.0.permissions.0":                            "GetProduct",
	"acl.1.permissions.0":                            "GetProduct",
	"monetary.default.currency":                      "EUR",
	"issued_time":                                    "2026-02-01T00:00:00Z",
	"expired_time":                                   "2099-02-01T00:00:00Z",
	"discount.fixed.currency":                        "EUR",
	"discount.fixed.context":                         "shipping",
	"discount.percent.context":                       "shipping",
	"restrictions.minimum_order_amount.currency":     "EUR",
	"restrictions.maximum_order_amount.currency":     "EUR",
	"restrictions.paid_by_time.time":                 "2099-02-01T00:00:00Z",
	"restrictions.restrict_to_countries.countries.0": "CH",
}

// freed are attributes without which alone another one can change.
var freed = map[string]string{
	"recurring_interval.billing_timing": "metered_billing", "metered_billing.strategy": "metered_billing.sticky",
	"array.allowed_values.0": "array.default", "array.allowed_values.1": "array.default", "string.allowed_values.0": "string.default",
}

// followers change with another attribute.
var followers = map[string]string{"store_secret": "secret_key"}

func other(path string, value any) any {
	if value, ok := others[path]; ok && value != "" {
		return value
	}
	switch v := value.(type) {
	case bool:
		return !v
	case int:
		return v + 1
	}
	switch value {
	case "delete":
		return "deactivate"
	case "disable":
		return "abandon"
	}
	return fmt.Sprint(value, "x")
}

func TestPlan_OneChangePerAttribute(t *testing.T) {
	schemas, err := providerserver.NewProtocol6(provider.New("test")())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			configs := coretest.Of(t, "whole", whole, kind)
			rebilly := fakeapi.Start(t)
			rebilly.Put("products", "prod_1", map[string]any{"name": "Seats"})
			for _, resource := range []string{"products", "plans", "websites"} {
				rebilly.Put("custom-fields", resource+"/myTier", map[string]any{"type": "string"})
			}
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			changed := map[string]bool{}
			for i, config := range configs {
				base := coretest.With(config, own[kind.Type])
				base["timeouts"] = object{"delete": "5m"}
				if kind.Type == fieldType {
					base["name"] = fmt.Sprint("tier", i)
				} else {
					base["id"], base["deletion_protection"] = fmt.Sprint(config["id"], i), false
				}
				state := s.MustApply(nil, kind.Type, base)
				for _, path := range ends(base, "") {
					changed[elements.Replace(path+".")] = true
					from, held := base, state
					if freed[path] != "" {
						from = set(base, freed[path], nil)
						held = s.MustApply(state, kind.Type, from)
					}
					exactly(t, s.Plan(held, kind.Type, set(from, path, other(path, get(from, path)))), path)
					if freed[path] != "" {
						state = s.MustApply(held, kind.Type, base)
					}
				}
			}
			for _, path := range configurable(schemas.ResourceSchemas[kind.Type].Block.Attributes, "") {
				if !slices.ContainsFunc(slices.Collect(maps.Keys(changed)), func(seen string) bool { return strings.HasPrefix(seen, path+".") }) {
					t.Errorf("nothing changes %s", path)
				}
			}
		})
	}
}

func exactly(t *testing.T, plan *coretest.Plan, path string) {
	t.Helper()
	if plan.Diagnostics.HasError() {
		t.Errorf("%s: %v", path, plan.Diagnostics)
		return
	}
	name, _, _ := strings.Cut(path, ".")
	if plan.Action == coretest.Replace {
		if !slices.Equal(plan.RequiresReplace, []string{name}) {
			t.Errorf("%s: replaced because of %v", path, plan.RequiresReplace)
		}
		return
	}
	// Elements of a set have no place: the set changes.
	changes := slices.DeleteFunc(plan.Changes(), func(at string) bool { return at == followers[path] })
	if plan.Action != coretest.Update || len(changes) != 1 || changes[0] != path && changes[0] != strings.TrimSuffix(strings.TrimSuffix(path, ".0"), ".1") {
		t.Errorf("%s: %s of %v", path, plan.Action, plan.Changes())
	}
}

// configurable are the leaves of a schema that a configuration can have.
func configurable(attributes []*tfprotov6.SchemaAttribute, path string) []string {
	var found []string
	for _, attribute := range attributes {
		at := path + attribute.Name
		switch {
		case !attribute.Optional && !attribute.Required:
		case attribute.NestedType == nil:
			found = append(found, at)
		case attribute.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			found = append(found, configurable(attribute.NestedType.Attributes, at+".")...)
		default:
			found = append(found, configurable(attribute.NestedType.Attributes, at+".0.")...)
		}
	}
	return found
}

func get(value any, path string) any {
	for step := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case object:
			value = v[step]
		case []any:
			value = v[int(step[0]-'0')]
		}
	}
	return value
}
