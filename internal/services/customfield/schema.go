package customfield

import (
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

const (
	onDestroyDisable = "disable"
	onDestroyKeep    = "abandon"
)

var resources = []string{
	"customers", "payment-instruments", "orders", "subscriptions", "transactions",
	"websites", "products", "plans", "gateway-accounts", "deposit-requests",
}

func attributes() schema.Schema {
	all := map[string]schema.Attribute{
		"resource": schema.StringAttribute{
			Required: true,
			MarkdownDescription: "Resource type of Rebilly that has the field: `" + strings.Join(resources, "`, `") + "`. " +
				"Changing it creates a new field and disables this one.",
			Validators: []validator.String{stringvalidator.OneOf(resources...)},
		},
		"name": schema.StringAttribute{
			Required: true,
			MarkdownDescription: "Name of the field: 1 to 60 letters, digits, `_` and `-`. A name cannot be reused for a field of a different " +
				"type, because Rebilly never deletes a custom field. Changing the name creates a new field and disables this one.",
			Validators: []validator.String{validators.FieldName()},
		},
		"description": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Description of the field.",
		},
		"is_enabled": schema.BoolAttribute{
			Optional:            true,
			Computed:            true,
			Default:             booldefault.StaticBool(true),
			MarkdownDescription: "Whether objects can have values for the field. Default `true`.",
		},
		"on_destroy": schema.StringAttribute{
			Optional: true,
			Computed: true,
			Default:  stringdefault.StaticString(onDestroyDisable),
			MarkdownDescription: "What happens when the resource is destroyed, because Rebilly cannot delete a custom field: `disable` keeps " +
				"it in Rebilly with `is_enabled = false`, and creating it again enables it; `abandon` keeps it unchanged. Default `disable`.",
			Validators: []validator.String{stringvalidator.OneOf(onDestroyDisable, onDestroyKeep)},
		},
	}
	maps.Copy(all, variantAttributes())
	return schema.Schema{
		MarkdownDescription: "Manages a custom field: an additional value that you define for one resource type of Rebilly. " +
			"Set exactly one of `array`, `boolean`, `date`, `datetime`, `integer`, `monetary`, `number` and `string`, at least to `{}`. " +
			"It is the type of the field, and cannot be changed. Rebilly cannot delete a custom field: destroying it disables it.",
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
		return schema.Float64Attribute{
			Optional: true, MarkdownDescription: description, Validators: []validator.Float64{decimal.MaxPrecision()},
		}
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
		"array": variant("List of strings: at most 1,000 elements of at most 255 characters each.", map[string]schema.Attribute{
			"allowed_values": list("Allowed elements. Default: any string.", short()),
			"default":        list(byDefault, listvalidator.SizeAtMost(rebilly.MaxFieldElements), short()),
		}),
		"boolean": variant("Boolean: `true` or `false`.", map[string]schema.Attribute{
			"default": schema.BoolAttribute{Optional: true, MarkdownDescription: byDefault},
		}),
		"date": variant("Date, such as `2026-01-31`.", map[string]schema.Attribute{
			"default": text(byDefault),
		}),
		"datetime": variant("RFC 3339 timestamp, such as `2026-01-31T10:00:00Z`.", map[string]schema.Attribute{
			"default": text(byDefault),
		}),
		"integer": variant("Integer from -2,147,483,648 to 2,147,483,647.", map[string]schema.Attribute{
			"minimum": integer("Minimum value."),
			"maximum": integer("Maximum value."),
			"default": integer(byDefault),
		}),
		"number": variant("Number.", map[string]schema.Attribute{
			"minimum": number("Minimum value."),
			"maximum": number("Maximum value."),
			"default": number(byDefault),
		}),
		"string": variant("String.", map[string]schema.Attribute{
			"allowed_values": list("Allowed values. Default: any string."),
			"max_length": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "Maximum number of characters, from 1 to 4,000. Without it, the maximum is 255.",
				Validators:          []validator.Int64{int64validator.Between(1, rebilly.MaxFieldLength)},
			},
			"pattern": text("Regular expression that the value must match, in PHP's format (PCRE with delimiters), such as `/^[0-9]+$/`. "+
				"The provider does not check it.", stringvalidator.LengthAtLeast(1)),
			"default": text(byDefault),
		}),
		"monetary": variant("Amount of money.", map[string]schema.Attribute{
			"default": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: byDefault,
				Attributes: map[string]schema.Attribute{
					"currency": schema.StringAttribute{
						Required:            true,
						MarkdownDescription: "ISO 4217 code of the currency, such as `USD`.",
						Validators: []validator.String{
							validators.Currency(),
						},
					},
					"amount": schema.Float64Attribute{
						Required: true, MarkdownDescription: "Amount in the currency.",
						Validators: []validator.Float64{decimal.MaxPrecision()},
					},
				},
			},
		}),
	}
}

// short returns a validator for the length of the elements of an array.
func short() validator.List {
	return listvalidator.ValueStringsAre(stringvalidator.UTF8LengthAtMost(rebilly.DefaultFieldLength))
}

// variant returns the attribute of a type of field. It adds required, which every type has.
func variant(description string, of map[string]schema.Attribute) schema.Attribute {
	of["required"] = schema.BoolAttribute{
		Optional:            true,
		Computed:            true,
		Default:             booldefault.StaticBool(false),
		MarkdownDescription: "Whether every object must have a value. Default `false`.",
	}
	return schema.SingleNestedAttribute{Optional: true, MarkdownDescription: description, Attributes: of}
}
