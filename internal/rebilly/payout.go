package rebilly

// Payout is a customer's request to be paid out. The provider only reads payout requests.
type Payout struct {
	ID        string `json:"id"`
	WebsiteID string `json:"websiteId"`
	// Status is pending, ready, approved, in-progress, fulfilled, canceled, split or merged.
	Status string `json:"status"`
}

// PayoutRequests returns the collection of payout requests.
func (c *Client) PayoutRequests() Collection[Payout] {
	return Collection[Payout]{client: c, Shape: Shape{Path: "payout-requests"}}
}
