package rebilly

// Invoice is an amount that a customer owes. Orders create invoices, so the provider only reads them.
type Invoice struct {
	ID        string `json:"id"`
	WebsiteID string `json:"websiteId"`
	// Status is draft, quotation, unpaid, partially-paid, past-due, paid, abandoned, voided, partially-refunded,
	// refunded or disputed.
	Status string `json:"status"`
}

// Invoices returns the collection of invoices.
func (c *Client) Invoices() Collection[Invoice] {
	return Collection[Invoice]{client: c, Shape: Shape{Path: "invoices"}}
}
