package emulator

import "github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"

func products() *collection {
	return &collection{
		name:   "products",
		prefix: "prod_",
		variants: map[string]schema.Fields{"": schema.With(common(), schema.Fields{
			"name":             {Kind: schema.Text, Required: true, MinLength: 3, MaxLength: 255, Sortable: true},
			"unitLabel":        {Kind: schema.Text, MinLength: 1, MaxLength: 50, Initial: "unit"},
			"description":      {Kind: schema.Text, Nullable: true, MaxLength: 512},
			"requiresShipping": {Kind: schema.Boolean, Initial: false},
			"options":          {Kind: schema.List, Items: &schema.Field{Kind: schema.Text}, Initial: []any{}},
			"taxCategoryId":    {Kind: schema.Text, Nullable: true},
			"accountingCode":   {Kind: schema.Text, Nullable: true},
			"recognition": {Kind: schema.Object, Nullable: true, Fields: schema.Fields{
				"debitAccountId":  {Kind: schema.Text, Nullable: true},
				"creditAccountId": {Kind: schema.Text, Nullable: true},
			}},
		})},
	}
}

// common returns the fields of every object.
func common() schema.Fields {
	return schema.Fields{
		"id":           {Kind: schema.Text, ReadOnly: true, Sortable: true},
		"customFields": {Kind: schema.CustomFields, Initial: schema.Document{}, Merged: true},
		"createdTime":  {Kind: schema.Text, ReadOnly: true, Sortable: true},
		"updatedTime":  {Kind: schema.Text, ReadOnly: true, Sortable: true},
		"_links":       {Kind: schema.List, ReadOnly: true},
	}
}
