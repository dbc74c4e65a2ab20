package rebilly

// Transaction is one movement of money, or an attempt at one. The provider only reads transactions.
type Transaction struct {
	ID        string `json:"id"`
	WebsiteID string `json:"websiteId"`
	// Type is setup, sale, authorize, capture, credit, refund, void or 3ds-authentication.
	Type   string `json:"type"`
	Status string `json:"status"`
}

// Transactions returns the collection of transactions.
func (c *Client) Transactions() Collection[Transaction] {
	return Collection[Transaction]{client: c, Shape: Shape{Path: "transactions"}}
}
