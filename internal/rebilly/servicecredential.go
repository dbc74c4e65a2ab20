package rebilly

import (
	"context"
	"errors"
	"maps"
)

// ServiceCredentials is the collection of service credentials, which a POST creates as active.
type ServiceCredentials struct{ PostCollection[Document] }

// ServiceCredentials returns the collection of service credentials. Their keys are type/id.
func (c *Client) ServiceCredentials(t DocumentType) ServiceCredentials {
	t.ReadOnly = []string{"id", "hash", "deactivationTime", "_links"}
	t.Required = []string{"status", "type"}
	return ServiceCredentials{c.PostedDocuments(t)}
}

// Create creates a credential and then sets its status, if that is not active. A status that cannot be set is in the object, so that it is
// not lost.
func (c ServiceCredentials) Create(ctx context.Context, id string, document Document) (stored Document, existed bool, err error) {
	body := Document{Fields: maps.Clone(document.Fields)}
	delete(body.Fields, "status")
	stored, existed, err = c.PostCollection.Create(ctx, id, body)
	var exists *ExistsError
	if errors.As(err, &exists) {
		return stored, false, &ExistsError{ID: id + exists.ID}
	}
	if err != nil || stored.Fields["status"] == document.Fields["status"] {
		return stored, existed, err
	}
	want := stored
	want.Fields = maps.Clone(stored.Fields)
	want.Fields["status"] = document.Fields["status"]
	if updated, _, updateErr := c.Update(ctx, stored.Key(), stored, want); updateErr == nil {
		stored = updated
	}
	return stored, existed, nil
}
