package emulator

import "maps"

func products() *collection {
	return &collection{
		name:   "products",
		prefix: "prod_",
		variants: map[string]fields{"": with(common(), fields{
			"name":             {kind: text, required: true, minLength: 3, maxLength: 255, sortable: true},
			"unitLabel":        {kind: text, minLength: 1, maxLength: 50, initial: "unit"},
			"description":      {kind: text, nullable: true, maxLength: 512},
			"requiresShipping": {kind: boolean, initial: false},
			"options":          {kind: list, items: &field{kind: text}, initial: []any{}},
			"taxCategoryId":    {kind: text, nullable: true},
			"accountingCode":   {kind: text, nullable: true},
			"recognition": {kind: object, nullable: true, fields: fields{
				"debitAccountId":  {kind: text, nullable: true},
				"creditAccountId": {kind: text, nullable: true},
			}},
		})},
	}
}

// common declares what every object has.
func common() fields {
	return fields{
		"id":           {kind: text, readOnly: true, sortable: true},
		"customFields": {kind: customFields, initial: document{}, merged: true},
		"createdTime":  {kind: text, readOnly: true, sortable: true},
		"updatedTime":  {kind: text, readOnly: true, sortable: true},
		"_links":       {kind: list, readOnly: true},
	}
}

// with returns base with more fields.
func with(base, more fields) fields {
	maps.Copy(base, more)
	return base
}
