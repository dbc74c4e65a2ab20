package rebilly

import (
	"slices"
	"sync"
)

// missingRegistry has the objects that a delete did not find. If their create was not confirmed, Rebilly may still complete it.
type missingRegistry struct {
	mu      sync.Mutex
	objects []missingObject
}

type missingObject struct{ path, name, id string }

// RecordMissing records that a delete has not found the object with an id and a display name in the collection at a path.
func (c *Client) RecordMissing(path, name, id string) {
	c.missing.mu.Lock()
	defer c.missing.mu.Unlock()
	c.missing.objects = append(c.missing.objects, missingObject{path, name, id})
}

// TakeMissing returns the id of an object with a display name that a delete has not found, "" if there is none, and forgets it.
// If its replacement has the same id, there are not two objects when Rebilly completes the create of the first one later.
func (c *Client) TakeMissing(path, name string) string {
	c.missing.mu.Lock()
	defer c.missing.mu.Unlock()
	i := slices.IndexFunc(c.missing.objects, func(o missingObject) bool { return o.path == path && (o.name == name || o.name == "") })
	if i < 0 {
		return ""
	}
	id := c.missing.objects[i].id
	c.missing.objects = slices.Delete(c.missing.objects, i, i+1)
	return id
}
