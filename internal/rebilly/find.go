package rebilly

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"unicode"
)

// Object is what an object of every collection tells of itself.
type Object interface {
	// Key is the id that the collection takes.
	Key() string
	// DisplayName is what people know the object by. It need not be unique.
	DisplayName() string
}

// DecodeError is an object of a list that is not as Rebilly's API definition says, or that this version does not know.
type DecodeError struct {
	// ID is what the object says that its id, or its name, is; "" if it says nothing.
	ID  string
	Err error
}

var _ error = (*DecodeError)(nil)

func (u *DecodeError) Error() string {
	return fmt.Sprintf("the object %q of the list is not what Rebilly's API definition promises: %s", u.ID, u.Err)
}

func (u *DecodeError) Unwrap() error { return u.Err }

// FindByName are the objects of a list whose title, which the API calls field, is exactly title. Where there are none,
// others are the titles of all that there are. Whether Rebilly's filter compares a whole text, its definition does not
// say, and how it would take a comma or a colon neither: what it selects is compared here, and where it selects nothing,
// or cannot be asked, the whole list is read.
func FindByName[T Object](ctx context.Context, list func(context.Context, url.Values) iter.Seq2[T, error], field, title string) (found []T, others []string, err error) {
	if isPlainFilterValue(title) {
		found, _, err = matchName(list(ctx, url.Values{"filter": {field + ":" + title}}), title)
		var failure *Error
		refused := errors.As(err, &failure) && (failure.Status == http.StatusBadRequest || failure.Status == http.StatusUnprocessableEntity)
		if len(found) > 0 || err != nil && !refused {
			return found, nil, err
		}
	}
	return matchName(list(ctx, nil), title)
}

func matchName[T Object](objects iter.Seq2[T, error], title string) (found []T, others []string, err error) {
	for object, err := range objects {
		var unreadable *DecodeError
		switch {
		case errors.As(err, &unreadable):
		case err != nil:
			return nil, nil, err
		case object.DisplayName() == title:
			found = append(found, object)
		default:
			others = append(others, object.DisplayName())
		}
	}
	return found, others, nil
}

// isPlainFilterValue tells of a text that it means nothing but itself in a filter: a comma separates values there, a semicolon
// fields, a colon ends a name, and two dots are a range.
func isPlainFilterValue(text string) bool {
	for i, c := range text {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && (i == 0 || c != ' ' && c != '-' && c != '_') {
			return false
		}
	}
	return text != ""
}
