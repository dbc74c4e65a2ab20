package rebilly

import "fmt"

// RecreatedError is the error of an update that created the object again, because others had deleted it after it was read.
type RecreatedError struct{ ID string }

var _ error = (*RecreatedError)(nil)

func (e *RecreatedError) Error() string {
	return fmt.Sprintf("%q was deleted after it was read, and the update created it again", e.ID)
}

// NotEndedError is the reason of an *Error whose request Rebilly confirmed, although the object is still as it was before.
type NotEndedError struct{ ID string }

var _ error = (*NotEndedError)(nil)

func (e *NotEndedError) Error() string {
	return fmt.Sprintf("Rebilly confirmed the request, but %q is still there and unchanged: it may still be for sale or in use. "+
		"It stays in the state. Check it in Rebilly, and apply again", e.ID)
}

// ExistsError is the error of a create because there is an object with the key. Nothing was overwritten.
type ExistsError struct{ ID string }

var _ error = (*ExistsError)(nil)

func (e *ExistsError) Error() string { return fmt.Sprintf("%q already exists", e.ID) }
