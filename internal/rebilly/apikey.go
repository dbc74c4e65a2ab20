package rebilly

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Types of an API key.
const (
	SecretKey      = "secret"
	PublishableKey = "publishable"
)

// APIKey is a key of an organization's API.
type APIKey struct {
	ID          string `json:"id,omitempty"`
	Description string `json:"description"`
	// Type is SecretKey, the server's default, or PublishableKey.
	Type string `json:"type,omitempty"`
	// ACL restricts the key. An empty list means no restrictions; nil is not sent.
	ACL []ACLEntry `json:"acl,omitzero"`
	// AllowedIPs are the addresses and ranges that requests may come from; nil allows all.
	AllowedIPs []string `json:"allowedIps"`
	// SecretKey is the key itself, also of a publishable key. The response to a create includes it; the API definition does
	// not specify whether later responses include, mask or omit it. It is never sent.
	SecretKey Secret `json:"secretKey,omitempty"`
}

var _ Object = APIKey{}

// Key returns the id.
func (k APIKey) Key() string { return k.ID }

// DisplayName returns the description.
func (k APIKey) DisplayName() string { return k.Description }

// ACLEntry grants permissions within a scope.
type ACLEntry struct {
	Scope ACLScope `json:"scope"`
	// Permissions are names of operations, such as GetProduct, or a single * for all of them.
	Permissions []string `json:"permissions"`
}

// ACLScope limits an ACLEntry to certain objects. An empty scope is not limited.
type ACLScope struct {
	OrganizationID  []string `json:"organizationId,omitempty"`
	ProductID       []string `json:"productId,omitempty"`
	PlanID          []string `json:"planId,omitempty"`
	CustomFieldName []string `json:"customFieldName,omitempty"`
}

var _ json.Unmarshaler = (*ACLScope)(nil)

// UnmarshalJSON also reads [] as an empty scope, as Map does. It returns an error for an unknown member that limits the scope,
// because an update would widen it.
func (s *ACLScope) UnmarshalJSON(content []byte) error {
	type plain ACLScope
	if *s = (ACLScope{}); isEmptyArray(content) {
		return nil
	}
	if err := decode(content, (*plain)(s)); err != nil {
		return err
	}
	var members map[string]any
	if err := decode(content, &members); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if !slices.Contains(scopeMembers, name) && !isEmpty(members[name]) {
			return fmt.Errorf("acl has a scope with %s, which this version does not support", name)
		}
	}
	return nil
}

// scopeMembers are the members of an ACLScope.
var scopeMembers = []string{"organizationId", "productId", "planId", "customFieldName"}

// APIKeys returns the collection of API keys.
func (c *Client) APIKeys() Collection[APIKey] {
	return Collection[APIKey]{
		client: c,
		Shape: Shape{
			Path:             "api-keys",
			ReadOnly:         []string{"id", "apiUser", "secretKey", "createdTime", "updatedTime", "_links"},
			ClearAsEmptyList: []string{"acl"},
		},
		hiddenVariant: hiddenKeyType,
	}
}

// hiddenKeyType returns the type of a key if its value is masked or missing in JSON, "" if it is there.
func hiddenKeyType(content []byte) string {
	var key APIKey
	if decode(content, &key) != nil || key.SecretKey.IsUnmasked() {
		return ""
	}
	return cmp.Or(key.Type, SecretKey)
}
