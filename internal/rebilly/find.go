package rebilly

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Object is an object of any collection.
type Object interface {
	// Key returns the id within the collection.
	Key() string
	// DisplayName returns the name that people know the object by. It need not be unique.
	DisplayName() string
}

// DecodeError is an object in a list that does not match Rebilly's API definition, or that this version does not support.
type DecodeError struct {
	// ID is the id or the name of the object, "" if it has neither.
	ID  string
	Err error
}

var _ error = (*DecodeError)(nil)

func (e *DecodeError) Error() string {
	return fmt.Sprintf("the object %q in the list does not match Rebilly's API definition: %s", e.ID, e.Err)
}

func (e *DecodeError) Unwrap() error { return e.Err }

// FindByName returns the objects of a list whose display name is exactly name; field is the API's name of that field. If
// there are none, others are the names of all objects.
//
// The API definition does not specify whether a filter matches the whole text, or how to escape syntax in it. So the results
// are compared here, and if the filter finds nothing, cannot be used or leaves objects out, the whole list is read.
func FindByName[T Object](
	ctx context.Context, list func(context.Context, url.Values) iter.Seq2[T, error], field, name string,
) (found []T, others []string, err error) {
	// A filter may not find a text that is stored in a different form.
	name = norm.NFC.String(name)
	if isPlainFilterValue(name) && norm.NFD.IsNormalString(name) {
		found, _, err = matchName(list(ctx, url.Values{"filter": {field + ":" + name}}), name)
		var failure *Error
		filterFailed := errors.Is(err, ErrIncompleteList) || errors.As(err, &failure) &&
			(failure.Status == http.StatusBadRequest || failure.Status == http.StatusUnprocessableEntity)
		if len(found) > 0 || err != nil && !filterFailed {
			return found, nil, err
		}
	}
	return matchName(list(ctx, nil), name)
}

func matchName[T Object](objects iter.Seq2[T, error], name string) (found []T, others []string, err error) {
	for object, err := range objects {
		var decodeError *DecodeError
		switch {
		case errors.As(err, &decodeError):
		case err != nil:
			return nil, nil, err
		case object.DisplayName() == name:
			found = append(found, object)
		default:
			others = append(others, Printable(object.DisplayName()))
		}
	}
	return found, others, nil
}

// isPlainFilterValue reports whether text contains no filter syntax: commas separate values, semicolons separate fields,
// a colon ends a field name, and two dots are a range.
func isPlainFilterValue(text string) bool {
	for i, c := range text {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && (i == 0 || c != ' ' && c != '-' && c != '_') {
			return false
		}
	}
	return text != ""
}
