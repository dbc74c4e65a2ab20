package crud

import (
	"context"
	"encoding/json"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// RoundTrip returns the request body for the object that Rebilly returns, and the one for the object that Rebilly returns after
// serve has received the first body. The error is that of the first read, or that the second read failed.
func (r *Resource[M, A]) RoundTrip(ctx context.Context, client *rebilly.Client, id string, serve func(body []byte)) (
	first, second []byte, unreadable, failed error,
) {
	read := func(prior *M) (M, []byte, error) {
		object, err := r.spec.API(client).Get(ctx, id)
		if err != nil {
			return *new(M), nil, err
		}
		model := r.spec.FromAPI(object, prior)
		body, err := json.Marshal(r.spec.ToAPI(model))
		return model, body, err
	}
	model, first, unreadable := read(nil)
	if unreadable != nil {
		return nil, nil, unreadable, nil
	}
	serve(first)
	_, second, failed = read(&model)
	return first, second, nil, failed
}
