package rebilly

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/hashicorp/go-retryablehttp"
)

// renewableBody is the body of a write that depends on what was read before. It is made again before each repetition, because others
// may have changed the object while the write waited.
type renewableBody struct {
	fields map[string]any
	// renew returns the body of the next attempt. mayHaveActed is true if Rebilly may have carried out an earlier one.
	renew func(ctx context.Context, mayHaveActed bool) (map[string]any, error)
	// err is the error that renew returned.
	err error
}

var _ json.Marshaler = (*renewableBody)(nil)

// MarshalJSON writes the body of the next attempt.
func (b *renewableBody) MarshalJSON() ([]byte, error) { return json.Marshal(b.fields) }

// errNothingToSend is the error of renew if nothing is left to change.
var errNothingToSend = errors.New("nothing is left to change")

// renew replaces the body of a request that is repeated. An error ends the request.
func (c *Client) renew(ctx context.Context, request *retryablehttp.Request, body *renewableBody, mayHaveActed bool) error {
	if _, err := c.limiter.awaitShare(ctx, request.Method); err != nil {
		return err
	}
	fields, err := body.renew(ctx, mayHaveActed)
	if body.err = err; err != nil {
		return err
	}
	body.fields = fields
	encoded, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	return request.SetBody(encoded)
}
