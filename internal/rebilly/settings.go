package rebilly

import (
	"context"
	"errors"
	"iter"
	"net/url"
)

// Settings is a collection with exactly one object, which exists in every organization: its settings. The path is that of the
// object, and the id is the organization. Get and Update are those of Collection.
type Settings[T any] struct{ Collection[T] }

var errSettings = errors.New("settings exist in every organization, so they are neither created nor deleted, only updated")

// Create returns an error, because settings always exist.
func (Settings[T]) Create(context.Context, string, T) (stored T, existed bool, err error) {
	return stored, false, errSettings
}

// Delete returns an error, because settings always exist.
func (Settings[T]) Delete(context.Context, string) error { return errSettings }

// List reads the only object.
func (s Settings[T]) List(ctx context.Context, _ url.Values) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) { yield(s.Get(ctx, s.client.OrganizationID())) }
}
