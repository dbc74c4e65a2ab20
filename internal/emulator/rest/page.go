package rest

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

const (
	// DefaultLimit is the page size without a limit.
	DefaultLimit = 100
	maxPage      = 1000
)

// ParsePage returns the limit or offset of a page.
func ParsePage(parameters url.Values, name string, absent int, invalid *schema.InvalidFields) int {
	if !parameters.Has(name) {
		return absent
	}
	n, err := strconv.Atoi(parameters.Get(name))
	if err != nil || n < 0 || n > maxPage {
		invalid.Add(name, fmt.Sprintf("This value should be an integer from 0 to %d.", maxPage))
	}
	return n
}
