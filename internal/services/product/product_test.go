package product_test

import (
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
)

type object = acctest.Object

func maximal() object {
	return object{
		"id":                "prod_maximal",
		"name":              "Seats",
		"unit_label":        "seat",
		"description":       "A seat for one person",
		"requires_shipping": true,
		"options":           []any{"color", "size"},
		"tax_category_id":   "00000",
		"accounting_code":   "4010",
		"recognition":       object{"debit_account_id": "jrn_acc_1", "credit_account_id": "jrn_acc_2"},
		"custom_fields": object{
			"tier": "gold", "seats": 5, "ratio": 99.95, "beta": true, "tags": []any{"a", "b"},
			"fee": object{"currency": "USD", "amount": 9.9},
		},
	}
}

func TestMatrix(t *testing.T) {
	acctest.Matrix(t, acctest.Case{
		Type:       "rebilly_product",
		Collection: "products",
		Configs: map[string]acctest.Object{
			"minimal": {"name": "Seats"},
			"maximal": maximal(),
			"nulls": {
				"name": "Seats", "unit_label": nil, "description": nil, "requires_shipping": nil, "options": nil,
				"tax_category_id": nil, "accounting_code": nil, "recognition": nil, "custom_fields": nil,
			},
			"empties": {
				"name": "Seats", "description": "", "options": []any{}, "tax_category_id": "", "accounting_code": "",
				"recognition": object{"debit_account_id": "", "credit_account_id": ""}, "custom_fields": object{},
			},
			"empty objects": {"name": "Seats", "recognition": object{}},
			"zeroes":        {"name": "Seats", "requires_shipping": false, "custom_fields": object{"seats": 0, "beta": false}},
		},
		Changes: map[string]any{
			"name":                          "Places",
			"unit_label":                    "place",
			"description":                   "A place",
			"requires_shipping":             false,
			"options":                       []any{"size"},
			"options.1":                     "weight",
			"tax_category_id":               "20010",
			"accounting_code":               "4011",
			"recognition.debit_account_id":  "jrn_acc_3",
			"recognition.credit_account_id": "jrn_acc_4",
			"custom_fields.tier":            "silver",
			"custom_fields.fee.amount":      0,
		},
		Clears: []string{
			"unit_label", "description", "requires_shipping", "options", "tax_category_id", "accounting_code",
			"recognition", "recognition.debit_account_id", "custom_fields", "custom_fields.tier",
		},
	})
}
