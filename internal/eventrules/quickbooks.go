package eventrules

import "github.com/rebilly/terraform-provider-rebilly/internal/kind"

// quickBooks returns the fields of an action in QuickBooks.
func quickBooks(fields kind.Fields) kind.Fields {
	return with(fields, kind.Fields{"credential_hash": required("ID of the service credential of QuickBooks, of the type `oauth2`")})
}

// quickBooksEntry returns the fields of an entry in QuickBooks with a description such as the example.
func quickBooksEntry(example string) kind.Fields {
	return quickBooks(kind.Fields{
		"debit_account":  required("ID of the debit account in QuickBooks"),
		"credit_account": required("ID of the credit account in QuickBooks"),
		"description":    liquid(required("Description of the entry, such as `" + example + "`")),
	})
}

// quickBooksInvoice returns the fields of an invoice in QuickBooks.
func quickBooksInvoice() kind.Fields {
	const period = "{% if item.periodStartTime and item.periodEndTime %} ({{ item.periodStartTime | datetime: \"M jS, Y\" }} – " +
		"{{ item.periodEndTime | datetime: \"M jS, Y\" }})"
	const planOrProduct = "{{ item.plan.id | default: item.product.id | default: "
	text := func(description, standard string) kind.Field {
		return liquid(kind.Text{Description: description, Default: &standard})
	}
	return quickBooks(kind.Fields{
		"unearned_revenue_account": required("ID of the unearned revenue account in QuickBooks"),
		"taxes_account": kind.Text{
			Description: "ID of the taxes account in QuickBooks", Details: "By default, taxes are no line items of their own.",
		},
		"discounts_account": kind.Text{
			Description: "ID of the discounts account in QuickBooks", Details: "By default, `unearned_revenue_account` is used.",
		},
		"department": kind.Text{Description: "ID of the department in QuickBooks"},
		"template": kind.Object{
			Description: "Texts of the line items", Unset: kind.Omit,
			Fields: kind.Fields{
				"item_name":             text("Name of the item", planOrProduct+"item.description }}"),
				"item_description":      text("Description of the item", "{{ item.product.description | default: item.description }}"),
				"item_sku":              text("SKU of the item", planOrProduct+"item.id }}"),
				"item_line_description": text("Description of the line", planOrProduct+"item.description }}"+period+"{% endif %}"),
				"tax_name":              text("Name of the tax", "{{ tax.description }}"),
				"tax_description": text("Description of the tax",
					"{{ tax.description }} This value is used when the `taxesAccount` field is configured."),
				"tax_sku": text("SKU of the tax", "tax"),
				"tax_line_description": text("Description of the line of the tax", "{{ tax.description }}{% if item %} for "+
					"{{ item.plan.id | default: item.description }}"+period+"{% else %} for multiple items{% endif %}{% endif %}"),
			},
		},
	})
}
