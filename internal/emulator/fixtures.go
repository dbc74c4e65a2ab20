package emulator

import (
	"fmt"
	"net/http"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// seeded returns the collections that clients can only read: customers and what they buy. [Emulator.Put] and POST /_emulator/seed write
// them.
func seeded() []*collection {
	sold := func(more schema.Fields) schema.Fields {
		return schema.With(common(), schema.With(schema.Fields{
			"websiteId":  {Kind: schema.Text},
			"customerId": {Kind: schema.Text, Sortable: true},
			"currency":   {Kind: schema.Text, Sortable: true},
			"amount":     {Kind: schema.Number, Sortable: true},
			"status":     {Kind: schema.Text, Initial: "pending"},
		}, more))
	}
	none := schema.Field{Kind: schema.Null, ReadOnly: true}
	return []*collection{
		{name: "customers", seeded: true, derive: deriveCustomer, fields: schema.With(common(), schema.Fields{
			"email":          {Kind: schema.Text, Nullable: true, Sortable: true},
			"websiteId":      {Kind: schema.Text},
			"organizationId": {Kind: schema.Text, ReadOnly: true},
			"primaryAddress": {Kind: schema.Object, Initial: schema.Document{}},
		})},
		{name: "invoices", seeded: true, fields: sold(schema.Fields{
			"customFields": none,
			"status":       {Kind: schema.Text, Initial: "unpaid"},
			"amountDue":    {Kind: schema.Number},
			"items":        {Kind: schema.List, Initial: []any{}, Items: &schema.Field{Kind: schema.Object}},
		}), derive: deriveInvoice},
		{name: "transactions", seeded: true, fields: sold(schema.Fields{
			"type":       {Kind: schema.Text, Initial: "sale"},
			"status":     {Kind: schema.Text, Initial: "waiting-approval"},
			"result":     {Kind: schema.Text, Initial: "unknown"},
			"invoiceIds": {Kind: schema.List, Initial: []any{}, Items: &schema.Field{Kind: schema.Text}},
		})},
		{name: "deposit-requests", seeded: true, fields: sold(schema.Fields{
			"amount":       none,
			"status":       {Kind: schema.Text, Initial: "created"},
			"amounts":      {Kind: schema.List, Initial: []any{}, Items: &schema.Field{Kind: schema.Number}},
			"customAmount": {Kind: schema.Object, Nullable: true},
		})},
		{name: "payout-requests", seeded: true, fields: sold(schema.Fields{
			"customFields":        none,
			"paymentInstrumentId": {Kind: schema.Text, Nullable: true},
		})},
		{name: "payment-instruments", seeded: true, fields: schema.With(common(), schema.Fields{
			"method":     {Kind: schema.Text, Initial: "payment-card"},
			"status":     {Kind: schema.Text, Initial: "active"},
			"customerId": {Kind: schema.Text},
		})},
		{name: "deposit-strategies", seeded: true, fields: schema.With(common(), schema.Fields{
			"customFields": none,
			"name":         {Kind: schema.Text},
			"amounts":      {Kind: schema.Object, Open: true},
			"customAmount": {Kind: schema.Object, Nullable: true},
		})},
		{name: "tokens", seeded: true, fields: common()},
	}
}

func deriveCustomer(stored, _ schema.Document, organization string) {
	stored["organizationId"] = organization
}

// deriveInvoice sets the amount due to the amount, unless it is given or the invoice is paid.
func deriveInvoice(stored, _ schema.Document, _ string) {
	if _, given := stored["amountDue"]; given || stored["amount"] == nil {
		return
	}
	stored["amountDue"] = stored["amount"]
	if stored["status"] == "paid" {
		stored["amountDue"] = 0
	}
}

// seed serves POST /_emulator/seed. The body has documents by collection and ID, or by collection alone if there is one object, which are
// stored as Put does.
func (e *Emulator) seed(w http.ResponseWriter, r *http.Request) {
	body, ok := rest.ReadBody(w, r)
	if !ok {
		return
	}
	var invalid schema.InvalidFields
	for name, entries := range body {
		c := e.collections[name]
		documents, isObject := entries.(schema.Document)
		switch {
		case c == nil:
			invalid.Add(name, "There is no such collection.")
			continue
		case !isObject:
			invalid.Add(name, schema.ShouldBe("an object of documents by ID"))
			continue
		case c.isSingle():
			continue
		}
		for id, doc := range documents {
			if _, isDocument := doc.(schema.Document); !isDocument || !c.accepts(id) {
				invalid.Add(schema.Join(name, id), fmt.Sprintf("This should be a document, and %q an ID.", id))
			}
		}
	}
	if invalid != nil {
		rest.WriteInvalid(w, r, invalid)
		return
	}
	for name, entries := range body {
		documents, _ := entries.(schema.Document)
		if e.collections[name].isSingle() {
			e.Put(name, Singleton, documents)
			continue
		}
		for id, entry := range documents {
			doc, _ := entry.(schema.Document)
			e.Put(name, id, doc)
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// common returns the fields of every seeded object.
func common() schema.Fields {
	return schema.Fields{
		"id":           {Kind: schema.Text, ReadOnly: true, Sortable: true},
		"customFields": {Kind: schema.CustomFields, Initial: schema.Document{}, Merged: true},
		"createdTime":  {Kind: schema.Text, ReadOnly: true, Sortable: true},
		"updatedTime":  {Kind: schema.Text, ReadOnly: true, Sortable: true},
		"_links":       {Kind: schema.List, ReadOnly: true},
	}
}
