// Package storefront emulates what customers do: authentication, the storefront, purchases and payments.
package storefront

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// Store keeps the objects of the organization.
type Store interface {
	Object(collection, id string) (schema.Document, bool)
	// Find returns the objects that the query selects, in its order.
	Find(collection string, query url.Values) ([]schema.Document, schema.InvalidFields)
	Put(collection, id string, doc map[string]any)
	// Present returns a stored object as a response includes it.
	Present(collection string, stored schema.Document) schema.Document
	// CountWrite adds the rate limit headers of a write to the response.
	CountWrite(w http.ResponseWriter)
	// IsAuthorized reports whether key is a secret key.
	IsAuthorized(key string) bool
	// PublishableKey returns the access control list of a publishable key.
	PublishableKey(key string) (acl []any, ok bool)
}

// Server serves the operations of customers.
type Server struct {
	store        Store
	organization string
	encoding     schema.Encoding
	operations   []operation
	sessions     *sessions
}

// New returns the storefront of an organization, without any sessions.
func New(store Store, organization string, encoding schema.Encoding) *Server {
	return &Server{
		store:        store,
		organization: organization,
		encoding:     encoding,
		operations:   slices.Concat(authenticationOperations(), storefrontOperations()),
		sessions:     newSessions(),
	}
}

// Sessions returns the numbers of authentication tokens and sessions that have neither expired nor ended.
func (s *Server) Sessions() (tokens, sessions int) {
	s.sessions.mu.Lock()
	defer s.sessions.mu.Unlock()
	s.sessions.forget()
	return len(s.sessions.tokens), len(s.sessions.open)
}
