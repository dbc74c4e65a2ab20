package rebilly

// DepositRequest asks a customer for a deposit. The provider only reads deposit requests.
type DepositRequest struct {
	ID        string `json:"id"`
	WebsiteID string `json:"websiteId"`
	// Status is created, pending, initiated, attempted, completed or expired.
	Status string `json:"status"`
}

// DepositRequests returns the collection of deposit requests.
func (c *Client) DepositRequests() Collection[DepositRequest] {
	return Collection[DepositRequest]{client: c, Shape: Shape{Path: "deposit-requests"}}
}
