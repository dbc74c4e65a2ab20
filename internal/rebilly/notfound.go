package rebilly

import (
	"context"
	"errors"
	"fmt"
)

// confirmNotFound reads an object again after a 404 without a problem document, which may be from a proxy. After a second such
// 404, the object does not exist if the complete list of the collection does not have it.
func (c Collection[T]) confirmNotFound(ctx context.Context, id string) (rawObject[T], error) {
	read, err := c.getOnce(ctx, id)
	var failure *Error
	if !isUnconfirmedNotFound(err) || !errors.As(err, &failure) {
		return read, err
	}
	if doubt := c.findInList(ctx, id); doubt != nil {
		failure.Detail += ". The object may exist: " + doubt.Error()
	} else {
		failure.isAbsenceConfirmed = true
	}
	return read, failure
}

// findInList returns nil if the list shows that there is no object with an id, or else the reason why it does not.
func (c Collection[T]) findInList(ctx context.Context, id string) error {
	other := ""
	for content, err := range c.contents(ctx, nil) {
		listed := c.objectID(content)
		switch {
		case errors.Is(err, ErrPaginationLimit):
			// The rest cannot be listed. Reading a listed object shows that reads reach Rebilly.
			_, err = c.getOnce(ctx, other)
			return err
		case err != nil:
			return err
		case c.sameID(listed, id):
			return fmt.Errorf("the list of %s includes it", c.Path)
		case listed == "":
			return fmt.Errorf("the list of %s includes an object without an id", c.Path)
		}
		other = listed
	}
	return nil
}
