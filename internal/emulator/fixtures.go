package emulator

import (
	"fmt"
	"net/http"
)

// seeded are the collections of what is sold, and to whom. Clients of the emulator only read them: they are filled by
// [Emulator.Put] and by POST /_emulator/seed.
func seeded() []*collection {
	sold := func(more fields) map[string]fields {
		return map[string]fields{"": with(common(), with(fields{
			"websiteId":  {kind: text},
			"customerId": {kind: text, sortable: true},
			"currency":   {kind: text, sortable: true},
			"amount":     {kind: number, sortable: true},
			"status":     {kind: text, initial: "pending"},
		}, more))}
	}
	none := field{kind: null, readOnly: true}
	return []*collection{
		{name: "customers", seeded: true, derive: deriveCustomer, variants: map[string]fields{"": with(common(), fields{
			"email":          {kind: text, nullable: true, sortable: true},
			"websiteId":      {kind: text},
			"organizationId": {kind: text, readOnly: true},
			"primaryAddress": {kind: object, initial: document{}},
		})}},
		{name: "invoices", seeded: true, variants: sold(fields{
			"customFields": none,
			"status":       {kind: text, initial: "unpaid"},
			"amountDue":    {kind: number},
			"items":        {kind: list, initial: []any{}, items: &field{kind: object}},
		}), derive: deriveInvoice},
		{name: "transactions", seeded: true, variants: sold(fields{
			"type":       {kind: text, initial: "sale"},
			"status":     {kind: text, initial: "waiting-approval"},
			"result":     {kind: text, initial: "unknown"},
			"invoiceIds": {kind: list, initial: []any{}, items: &field{kind: text}},
		})},
		{name: "deposit-requests", seeded: true, variants: sold(fields{
			"amount":       none,
			"status":       {kind: text, initial: "created"},
			"amounts":      {kind: list, initial: []any{}, items: &field{kind: number}},
			"customAmount": {kind: object, nullable: true},
		})},
		{name: "payout-requests", seeded: true, variants: sold(fields{
			"customFields":        none,
			"paymentInstrumentId": {kind: text, nullable: true},
		})},
		{name: "payment-instruments", seeded: true, variants: map[string]fields{"": with(common(), fields{
			"method":     {kind: text, initial: "payment-card"},
			"status":     {kind: text, initial: "active"},
			"customerId": {kind: text},
		})}},
		{name: "deposit-strategies", seeded: true, variants: map[string]fields{"": with(common(), fields{
			"customFields": none,
			"name":         {kind: text},
			"amounts":      {kind: object, open: true},
			"customAmount": {kind: object, nullable: true},
		})}},
		{name: "tokens", seeded: true, variants: map[string]fields{"": common()}},
	}
}

func deriveCustomer(stored, _ document, organization string) {
	stored["organizationId"] = organization
}

// deriveInvoice: what is owed is the amount, unless something else was said or the invoice is paid.
func deriveInvoice(stored, _ document, _ string) {
	if _, given := stored["amountDue"]; given || stored["amount"] == nil {
		return
	}
	stored["amountDue"] = stored["amount"]
	if stored["status"] == "paid" {
		stored["amountDue"] = 0
	}
}

// seed answers POST /_emulator/seed: collections, in them documents by id, each stored as Put does.
func (e *Emulator) seed(w http.ResponseWriter, r *http.Request) {
	body, ok := readBody(w, r)
	if !ok {
		return
	}
	var invalid invalidFields
	for name, entries := range body {
		documents, isObject := entries.(document)
		switch {
		case e.collections[name] == nil:
			invalid.add(name, "There is no such collection.")
		case !isObject:
			invalid.add(name, shouldBe("an object of documents by ID"))
		}
		for id, doc := range documents {
			if _, isDocument := doc.(document); !isDocument || !validID(id) {
				invalid.add(join(name, id), fmt.Sprintf("This should be a document, and %q an ID.", id))
			}
		}
	}
	if invalid != nil {
		writeInvalid(w, r, invalid)
		return
	}
	for name, entries := range body {
		documents, _ := entries.(document)
		for id, entry := range documents {
			doc, _ := entry.(document)
			e.Put(name, id, doc)
		}
	}
	w.WriteHeader(http.StatusNoContent)
}
