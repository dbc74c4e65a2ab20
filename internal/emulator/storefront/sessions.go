package storefront

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oklog/ulid/v2"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

const sessionLifetime = time.Hour

// sessions has the authentication tokens and the open sessions of customers.
type sessions struct {
	key []byte

	mu     sync.Mutex
	tokens map[string]authenticationToken
	open   map[string]session
}

// authenticationToken can be exchanged for a session.
type authenticationToken struct {
	customerID, username string
	otpRequired          bool
	created, expires     time.Time
}

// session is the session of a customer's JWT.
type session struct {
	customerID string
	acl        []any
	claims     schema.Document
	expires    time.Time
}

func newSessions() *sessions {
	return &sessions{
		key:    []byte(rand.Text()),
		tokens: map[string]authenticationToken{},
		open:   map[string]session{},
	}
}

// forget removes expired tokens and sessions. The caller holds s.mu.
func (s *sessions) forget() {
	now := time.Now()
	for token, t := range s.tokens {
		if !now.Before(t.expires) {
			delete(s.tokens, token)
		}
	}
	for id, opened := range s.open {
		if !now.Before(opened.expires) {
			delete(s.open, id)
		}
	}
}

// add stores a token that can be exchanged for a session.
func (s *sessions) add(t authenticationToken) (token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	token = strings.ToLower(rand.Text() + rand.Text())
	s.tokens[token] = t
	return token
}

func (s *sessions) find(token string) (authenticationToken, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
	found, ok := s.tokens[token]
	return found, ok
}

// end deletes a token and reports whether it existed.
func (s *sessions) end(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
	_, ok := s.tokens[token]
	delete(s.tokens, token)
	return ok
}

// start opens a session and returns its ID and its JWT.
func (s *sessions) start(opened session, organization string) (id, signed string) {
	now := time.Now()
	id = "jwt_" + ulid.Make().String()
	// Signing strings and JSON values with an HMAC key cannot fail.
	signed, _ = jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"jti":      id,
		"iat":      now.Unix(),
		"exp":      opened.expires.Unix(),
		"merchant": organization,
		"customer": opened.customerID,
		"acl":      opened.acl,
		"claims":   opened.claims,
	}).SignedString(s.key)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[id] = opened
	return id, signed
}

// authenticate returns the session of a JWT that has a valid signature and has neither expired nor ended.
func (s *sessions) authenticate(signed, organization string) (id string, opened session, err error) {
	claims := jwt.MapClaims{}
	_, err = jwt.ParseWithClaims(signed, claims, func(*jwt.Token) (any, error) { return s.key, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Name}), jwt.WithExpirationRequired())
	if err != nil {
		return "", session{}, err
	}
	if claims["merchant"] != organization {
		return "", session{}, errors.New("the token is for another organization")
	}
	id, _ = claims["jti"].(string)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
	opened, ok := s.open[id]
	if !ok {
		return "", session{}, errors.New("the session has ended")
	}
	return id, opened, nil
}

func (s *sessions) close(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, id)
}

// Allows reports whether an access control list grants an operation. A list without entries grants all.
func Allows(acl []any, organization, operation string) bool {
	for _, element := range acl {
		entry, _ := element.(schema.Document)
		permissions, _ := entry["permissions"].([]any)
		organizations, limited := schema.Child(entry, "scope")["organizationId"].([]any)
		if limited && len(organizations) > 0 && !slices.Contains(organizations, any(organization)) {
			continue
		}
		if slices.Contains(permissions, any(operation)) || slices.Contains(permissions, any("*")) {
			return true
		}
	}
	return len(acl) == 0
}

// limits returns the IDs to which a claim or scope, such as invoiceId, limits the session, nil if it does not.
func (s session) limits(name string) []string {
	var ids []string
	if id, ok := s.claims[name].(string); ok {
		ids = append(ids, id)
	}
	for _, element := range s.acl {
		entry, _ := element.(schema.Document)
		scoped, _ := schema.Child(entry, "scope")[name].([]any)
		for _, id := range scoped {
			if text, ok := id.(string); ok {
				ids = append(ids, text)
			}
		}
	}
	return ids
}
