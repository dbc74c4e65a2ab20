package emulator

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// backend gives the storefront access to the objects of an emulator.
type backend struct{ *Emulator }

func (b backend) Object(collection, id string) (schema.Document, bool) {
	return b.object(collection, id)
}

func (b backend) Find(collection string, parameters url.Values) ([]schema.Document, schema.InvalidFields) {
	c := b.collections[collection]
	q, invalid := parseQuery(parameters, c)
	if invalid != nil {
		return nil, invalid
	}
	found := slices.DeleteFunc(b.all(c, ""), func(doc schema.Document) bool { return !q.matches(doc) })
	slices.SortFunc(found, q.compare)
	return found, nil
}

func (b backend) Present(collection string, stored schema.Document) schema.Document {
	return b.collections[collection].declaration(stored).Present(stored, b.options.encoding())
}

func (b backend) CountWrite(w http.ResponseWriter) { b.countRateLimit(w) }

func (b backend) IsAuthorized(key string) bool { return b.isAuthorized(key) }

func (b backend) PublishableKey(given string) (acl []any, ok bool) {
	if given == "" {
		return nil, false
	}
	if given == b.options.PublishableKey {
		return nil, true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for at, stored := range b.objects {
		if at.collection == "api-keys" && stored["type"] == "publishable" && stored["secretKey"] == given {
			acl, _ = stored["acl"].([]any)
			return acl, true
		}
	}
	return nil, false
}
