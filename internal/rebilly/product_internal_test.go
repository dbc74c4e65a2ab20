package rebilly

// Product is something that a business sells; its prices are in plans. Nullable fields are pointers: nil is sent as an
// explicit null.
type Product struct {
	ID string `json:"id,omitempty"`
	// Name has 3 to 255 characters.
	Name string `json:"name"`
	// UnitLabel has 1 to 50 characters. The server's default is "unit".
	UnitLabel        string       `json:"unitLabel,omitempty"`
	Description      *string      `json:"description"`
	RequiresShipping bool         `json:"requiresShipping"`
	Options          []string     `json:"options"`
	TaxCategoryID    *string      `json:"taxCategoryId"`
	AccountingCode   *string      `json:"accountingCode"`
	Recognition      *Recognition `json:"recognition"`
	CustomFields     Map[any]     `json:"customFields"`
}

var _ Object = Product{}

// Key returns the id.
func (p Product) Key() string { return p.ID }

// DisplayName returns the name.
func (p Product) DisplayName() string { return p.Name }

// Recognition contains the journal accounts for the revenue of a product.
type Recognition struct {
	DebitAccountID  *string `json:"debitAccountId"`
	CreditAccountID *string `json:"creditAccountId"`
}

// Products returns the collection of products.
func (c *Client) Products() Collection[Product] {
	return Collection[Product]{
		client: c,
		Shape: Shape{
			Path:     "products",
			ReadOnly: []string{"id", "createdTime", "updatedTime", "_links"},
		},
	}
}
