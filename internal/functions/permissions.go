package functions

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/customerpermissions"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/suggest"
)

// setup is the purpose of a token that saves a payment instrument.
const setup = "setup"

func permissionsFunction() *pureFunction {
	purposes := append([]string{setup}, customerpermissions.InstrumentOptions...)
	for _, purpose := range customerpermissions.Purposes {
		purposes = append(purposes, string(purpose))
	}
	slices.Sort(purposes)
	return &pureFunction{
		name: "permissions",
		definition: function.Definition{
			Summary: "Lists the permissions of a customer's token",
			MarkdownDescription: "Returns the permissions that a customer's token needs for a purpose, from `RebillyInstruments.mount()` to the " +
				"payment. Permissions are the ids of API operations.",
			Parameters: []function.Parameter{function.StringParameter{
				Name: "purpose",
				MarkdownDescription: "What the customer does: `money`, `invoice` or `transaction` to pay an amount, an invoice or a transaction, " +
					"`deposit`, `payout`, or `generic` for everything that a customer can do with RebillyInstruments. `setup`, to save a payment " +
					"instrument, and the options of `payment_instruments` `allow_update`, `allow_deactivate`, `allow_make_default` and `apple_pay` " +
					"return what they need in addition.",
			}},
			Return: function.SetReturn{ElementType: types.StringType},
		},
		run: func(ctx context.Context, arguments function.ArgumentsData) (attr.Value, *function.FuncError) {
			var purpose string
			if failure := arguments.Get(ctx, &purpose); failure != nil {
				return nil, failure
			}
			switch {
			case !slices.Contains(purposes, purpose):
				return nil, invalid(0, fmt.Sprintf("the purpose %q is not one of %s", purpose, naming.Quoted(purposes, `"`)))
			case purpose == setup:
				return textSet(customerpermissions.SetupPermissions()), nil
			case slices.Contains(customerpermissions.InstrumentOptions, purpose):
				return textSet(customerpermissions.InstrumentPermissions(purpose)), nil
			}
			return textSet(customerpermissions.Permissions(customerpermissions.Purpose(purpose))), nil
		},
	}
}

const (
	planMode  = "plan"
	applyMode = "apply"
)

func providerPermissionsFunction(registrations []crud.Registration, actionPermissions map[string][]string) *pureFunction {
	byType := sync.OnceValue(func() map[string]typePermissions { return permissionsByType(registrations, actionPermissions) })
	return &pureFunction{
		name: "provider_permissions",
		definition: function.Definition{
			Summary: "Lists the permissions of an API key that Terraform runs with",
			MarkdownDescription: "Returns the permissions that an API key needs to plan or apply given types of this provider, and no others, " +
				"for `permissions` in the `acl` of a `rebilly_api_key`. Permissions are the ids of API operations.",
			Parameters: []function.Parameter{
				function.SetParameter{
					Name:        "types",
					ElementType: types.StringType,
					MarkdownDescription: "Types of resources, data sources, ephemeral resources and actions that the configuration has, such as " +
						"`rebilly_plan`, `rebilly_plans` and `rebilly_expire_coupon`.",
				},
				function.StringParameter{
					Name: "mode",
					MarkdownDescription: "`plan` for a key that only reads, such as one for plans of pull requests, or `apply`. Terraform opens " +
						"ephemeral resources in plans too, so `plan` includes what they create.",
				},
			},
			Return: function.SetReturn{ElementType: types.StringType},
		},
		run: func(ctx context.Context, arguments function.ArgumentsData) (attr.Value, *function.FuncError) {
			var typeNames []types.String
			var mode string
			if failure := arguments.Get(ctx, &typeNames, &mode); failure != nil {
				return nil, failure
			}
			if mode != planMode && mode != applyMode {
				return nil, invalid(1, fmt.Sprintf(`the mode %q is not "plan" or "apply"`, mode))
			}
			var permissions []string
			for _, typeName := range typeNames {
				if typeName.IsNull() {
					return nil, invalid(0, "a type is null")
				}
				name := typeName.ValueString()
				needed, ok := byType()[name]
				if !ok {
					known := slices.Sorted(maps.Keys(byType()))
					return nil, invalid(0, fmt.Sprintf("this provider has no type %q; the most similar one is %q", name, suggest.Nearest(name, known)))
				}
				permissions = append(permissions, needed[mode]...)
			}
			return textSet(permissions), nil
		},
	}
}

// typePermissions are the permissions that a type of the provider needs, by mode.
type typePermissions map[string][]string

// permissionsByType returns the permissions of all types.
func permissionsByType(registrations []crud.Registration, actionPermissions map[string][]string) map[string]typePermissions {
	byType := map[string]typePermissions{}
	for name, all := range actionPermissions {
		byType[name] = typePermissions{planMode: readsOf(all), applyMode: all}
	}
	for _, registration := range registrations {
		all := registration.Permissions
		reads := readsOf(all)
		for _, name := range registration.TypeNames() {
			byType[name] = typePermissions{planMode: reads, applyMode: reads}
		}
		if name := registration.ResourceType(); name != "" {
			var fields []string
			if registration.Description().Attributes["custom_fields"] != nil {
				// The plan checks the names and types of the values.
				fields = []string{"GetCustomFieldCollection"}
			}
			byType[name] = typePermissions{planMode: slices.Concat(reads, fields), applyMode: slices.Concat(all, fields)}
		} else if registration.EphemeralResource != nil {
			for _, name := range registration.TypeNames() {
				byType[name] = typePermissions{planMode: all, applyMode: all}
			}
		}
	}
	return byType
}

// readsOf returns the permissions of operations that change nothing.
func readsOf(permissions []string) []string {
	return slices.DeleteFunc(slices.Clone(permissions), func(permission string) bool { return !strings.HasPrefix(permission, "Get") })
}

// textSet returns a set of texts, without duplicates.
func textSet(texts []string) attr.Value {
	slices.Sort(texts)
	var elements []attr.Value
	for _, text := range slices.Compact(texts) {
		elements = append(elements, types.StringValue(text))
	}
	return types.SetValueMust(types.StringType, elements)
}
