package rebilly

import "encoding/json"

// Types of an API key.
const (
	SecretKey      = "secret"
	PublishableKey = "publishable"
)

// APIKey is a key to the API of an organization.
type APIKey struct {
	ID          string `json:"id,omitempty"`
	Description string `json:"description"`
	// Type is SecretKey, the server's default, or PublishableKey.
	Type string `json:"type,omitempty"`
	// ACL restricts the key. Without entries it is not restricted; an ACL that is nil is not sent.
	ACL []ACLEntry `json:"acl,omitzero"`
	// AllowedIPs are addresses and ranges that requests have to come from; nil is anywhere.
	AllowedIPs []string `json:"allowedIps"`
	// SecretKey is the key itself, whatever its type. The answer to a create has it; whether later answers show, mask
	// or omit it, Rebilly's definition does not say. It is never sent.
	SecretKey Secret `json:"secretKey,omitempty"`
}

var _ Object = APIKey{}

// Key is the id.
func (k APIKey) Key() string { return k.ID }

// DisplayName is the description.
func (k APIKey) DisplayName() string { return k.Description }

// ACLEntry grants permissions within a scope.
type ACLEntry struct {
	Scope ACLScope `json:"scope"`
	// Permissions are names of operations, such as GetProduct. A single * is all of them.
	Permissions []string `json:"permissions"`
}

// ACLScope narrows an ACLEntry to certain objects. An empty one is everything.
type ACLScope struct {
	OrganizationID  []string `json:"organizationId,omitempty"`
	ProductID       []string `json:"productId,omitempty"`
	PlanID          []string `json:"planId,omitempty"`
	CustomFieldName []string `json:"customFieldName,omitempty"`
}

var _ json.Unmarshaler = (*ACLScope)(nil)

// UnmarshalJSON reads an empty scope that was written as [], as open maps may be, too.
func (s *ACLScope) UnmarshalJSON(content []byte) error {
	type plain ACLScope
	if *s = (ACLScope{}); isEmptyArray(content) {
		return nil
	}
	return decode(content, (*plain)(s))
}

// APIKeys is the collection of API keys.
func (c *Client) APIKeys() Collection[APIKey] {
	return Collection[APIKey]{
		client:           c,
		path:             "api-keys",
		readOnly:         []string{"id", "apiUser", "secretKey", "createdTime", "updatedTime", "_links"},
		clearAsEmptyList: []string{"acl"},
		skipListCache:    true,
	}
}
