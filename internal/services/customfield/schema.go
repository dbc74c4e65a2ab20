package customfield

import (
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

const (
	disable       = "disable"
	onDestroyKeep = "abandon"
)

var resources = []string{
	"customers", "payment-instruments", "orders", "subscriptions", "transactions",
	"websites", "products", "plans", "gateway-accounts", "deposit-requests",
}

func attributes() schema.Schema {
	forever := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	all := map[string]schema.Attribute{
		"resource": schema.StringAttribute{
			Required:            true,
			MarkdownDescription: "Kind of objects that have the field: `" + strings.Join(resources, "`, `") + "`. Changing it makes another field, and disables this one.",
			Validators:          []validator.String{stringvalidator.OneOf(resources...)},
			PlanModifiers:       forever,
		},
		"name": schema.StringAttribute{
			Required: true,
			MarkdownDescription: "Name of the field, 1 to 60 letters, digits and characters `_` `-`. Rebilly never frees a name, and the field keeps its type for ever. " +
				"Changing the name makes another field, and disables this one.",
			Validators:    []validator.String{validators.FieldName()},
			PlanModifiers: forever,
		},
		"description": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Description of the field.",
		},
		"is_enabled": schema.BoolAttribute{
			Optional:            true,
			Computed:            true,
			Default:             booldefault.StaticBool(true),
			MarkdownDescription: "Whether objects can have values of the field. Default `true`.",
		},
		"on_destroy": schema.StringAttribute{
			Optional: true,
			Computed: true,
			Default:  stringdefault.StaticString(disable),
			MarkdownDescription: "What destroying does, as Rebilly deletes no custom field: `disable` leaves it in Rebilly with `is_enabled = false`, " +
				"and creating it again enables it; `abandon` leaves it as it is. Default `disable`.",
			Validators: []validator.String{stringvalidator.OneOf(disable, onDestroyKeep)},
		},
	}
	maps.Copy(all, variantAttributes())
	return schema.Schema{
		MarkdownDescription: "A custom field: a value of your own that objects of one kind have in addition to Rebilly's. " +
			"Exactly one of `array`, `boolean`, `date`, `datetime`, `integer`, `monetary`, `number` and `string` is set, if only to `{}`: " +
			"it is the type, and cannot be changed. Rebilly deletes no custom field: destroying one disables it.",
		Attributes: all,
	}
}

func variantAttributes() map[string]schema.Attribute {
	integer := func(description string) schema.Attribute {
		return schema.Int64Attribute{
			Optional:            true,
			MarkdownDescription: description,
			Validators:          []validator.Int64{int64validator.Between(-1<<31, 1<<31-1)},
		}
	}
	number := func(description string) schema.Attribute {
		return schema.Float64Attribute{Optional: true, MarkdownDescription: description}
	}
	text := func(description string, validators ...validator.String) schema.Attribute {
		return schema.StringAttribute{Optional: true, MarkdownDescription: description, Validators: validators}
	}
	list := func(description string, validators ...validator.List) schema.Attribute {
		return schema.ListAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			MarkdownDescription: description,
			Validators:          append(validators, listvalidator.NoNullValues()),
		}
	}
	const byDefault = "Default value."
	return map[string]schema.Attribute{
		"array": variant("A list of text: at most 1,000 elements of at most 255 characters.", map[string]schema.Attribute{
			"allowed_values": list("What the elements can be. Left out or empty, any text.", short()),
			"default":        list(byDefault, listvalidator.SizeAtMost(rebilly.MaxFieldElements), short()),
		}),
		"boolean": variant("`true` or `false`.", map[string]schema.Attribute{
			"default": schema.BoolAttribute{Optional: true, MarkdownDescription: byDefault},
		}),
		"date": variant("A date, such as `2026-01-31`.", map[string]schema.Attribute{
			"default": text(byDefault),
		}),
		"datetime": variant("A time of RFC 3339, such as `2026-01-31T10:00:00Z`.", map[string]schema.Attribute{
			"default": text(byDefault),
		}),
		"integer": variant("A whole number from -2,147,483,648 to 2,147,483,647.", map[string]schema.Attribute{
			"minimum": integer("Least value."),
			"maximum": integer("Greatest value."),
			"default": integer(byDefault),
		}),
		"number": variant("A number.", map[string]schema.Attribute{
			"minimum": number("Least value."),
			"maximum": number("Greatest value."),
			"default": number(byDefault),
		}),
		"string": variant("Text.", map[string]schema.Attribute{
			"allowed_values": list("What the value can be. Left out or empty, any text."),
			"max_length": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "Greatest number of characters, 1 to 4,000; without one, 255.",
				Validators:          []validator.Int64{int64validator.Between(1, rebilly.MaxFieldLength)},
			},
			"pattern": text("Regular expression that the value has to match, as PHP takes it (PCRE): with delimiters, such as `/^[0-9]+$/`. "+
				"Rebilly alone looks at it.", stringvalidator.LengthAtLeast(1)),
			"default": text(byDefault),
		}),
		"monetary": variant("An amount of money.", map[string]schema.Attribute{
			"default": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: byDefault,
				Attributes: map[string]schema.Attribute{
					"currency": schema.StringAttribute{
						Required:            true,
						MarkdownDescription: "Currency, a code of ISO 4217 such as `USD`.",
						Validators: []validator.String{
							validators.Currency(),
						},
					},
					"amount": schema.Float64Attribute{Required: true, MarkdownDescription: "Amount in the currency."},
				},
			},
		}),
	}
}

// short bounds the elements of an array.
func short() validator.List {
	return listvalidator.ValueStringsAre(stringvalidator.UTF8LengthAtMost(rebilly.DefaultFieldLength))
}

// variant is a type of field. Every type can be required.
func variant(description string, of map[string]schema.Attribute) schema.Attribute {
	of["required"] = schema.BoolAttribute{
		Optional:            true,
		Computed:            true,
		Default:             booldefault.StaticBool(false),
		MarkdownDescription: "Whether every object needs a value. Default `false`.",
	}
	return schema.SingleNestedAttribute{Optional: true, MarkdownDescription: description, Attributes: of}
}
