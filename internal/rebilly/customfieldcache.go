package rebilly

import (
	"context"
	"maps"
	"net/url"
	"sync"
)

// customFieldCache caches the custom fields of each kind of object, for plan checks.
type customFieldCache struct {
	mu        sync.Mutex
	resources map[string]*resourceFields
}

type resourceFields struct {
	// listing is held while the list is read, so that it is read only once.
	listing sync.Mutex
	listed  bool
	readErr error

	mu     sync.Mutex
	stored map[string]*CustomField
	// planned are the fields that the same run creates or changes.
	planned map[string]*CustomField
}

func (k *customFieldCache) of(resource string) *resourceFields {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.resources[resource] == nil {
		k.resources[resource] = &resourceFields{stored: map[string]*CustomField{}, planned: map[string]*CustomField{}}
	}
	return k.resources[resource]
}

// RegisterPlannedCustomField makes KnownCustomFields return a field that this run will create or change. If only its name
// is known, field is nil.
func (c *Client) RegisterPlannedCustomField(resource, name string, field *CustomField) {
	fields := c.known.of(resource)
	fields.mu.Lock()
	defer fields.mu.Unlock()
	fields.planned[name] = field
}

// KnownCustomFields returns the custom fields of one kind of object by name. Planned fields take precedence over those in
// Rebilly; a field is nil if only its name is known. A client reads each list at most once.
func (c *Client) KnownCustomFields(ctx context.Context, resource string) (map[string]*CustomField, error) {
	fields := c.known.of(resource)
	if err := fields.list(ctx, c, resource); err != nil {
		return nil, err
	}
	fields.mu.Lock()
	defer fields.mu.Unlock()
	all := maps.Clone(fields.stored)
	maps.Copy(all, fields.planned)
	return all, nil
}

func (f *resourceFields) list(ctx context.Context, c *Client, resource string) error {
	f.listing.Lock()
	defer f.listing.Unlock()
	if f.listed {
		return f.readErr
	}
	f.listed = true
	for field, err := range c.CustomFields().List(ctx, url.Values{"resource": {resource}}) {
		if err != nil {
			f.readErr = err
			break
		}
		f.stored[field.Name] = &field
	}
	return f.readErr
}
