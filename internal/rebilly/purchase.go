package rebilly

// What a customer can be asked to pay or be paid, as far as a checkout has to know it before it opens. They come from
// orders and people at work, so that they are only read here.

// Invoice is an amount that a customer owes.
type Invoice struct {
	ID        string `json:"id"`
	WebsiteID string `json:"websiteId"`
	// Status is draft, quotation, unpaid, partially-paid, past-due, paid, abandoned, voided, partially-refunded,
	// refunded or disputed.
	Status string `json:"status"`
}

// Transaction is one movement of money, or an attempt at one.
type Transaction struct {
	ID        string `json:"id"`
	WebsiteID string `json:"websiteId"`
	// Type is setup, sale, authorize, capture, credit, refund, void or 3ds-authentication.
	Type   string `json:"type"`
	Status string `json:"status"`
}

// DepositRequest asks a customer for a deposit.
type DepositRequest struct {
	ID        string `json:"id"`
	WebsiteID string `json:"websiteId"`
	// Status is created, pending, initiated, attempted, completed or expired.
	Status string `json:"status"`
}

// Payout is a payout request: a customer's wish to be paid out.
type Payout struct {
	ID        string `json:"id"`
	WebsiteID string `json:"websiteId"`
	// Status is pending, ready, approved, in-progress, fulfilled, canceled, split or merged.
	Status string `json:"status"`
}

// Invoices is the collection of invoices.
func (c *Client) Invoices() Collection[Invoice] {
	return Collection[Invoice]{client: c, path: "invoices"}
}

// Transactions is the collection of transactions.
func (c *Client) Transactions() Collection[Transaction] {
	return Collection[Transaction]{client: c, path: "transactions"}
}

// DepositRequests is the collection of deposit requests.
func (c *Client) DepositRequests() Collection[DepositRequest] {
	return Collection[DepositRequest]{client: c, path: "deposit-requests"}
}

// PayoutRequests is the collection of payout requests.
func (c *Client) PayoutRequests() Collection[Payout] {
	return Collection[Payout]{client: c, path: "payout-requests"}
}
