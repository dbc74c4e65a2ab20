package rebilly

// Website is a website, of which only the existence matters here. Package services/website declares its fields.
type Website struct {
	ID string `json:"id"`
}

// Websites returns the collection of websites.
func (c *Client) Websites() Collection[Website] {
	return Collection[Website]{client: c, Shape: Shape{Path: "websites"}}
}
