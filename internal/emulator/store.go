package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// key identifies an object.
type key struct{ collection, id string }

// Put creates or overwrites an object as a different client would, but without validation. Read-only fields are set; those in doc that
// differ from the stored ones are stored as given. It panics if the collection does not exist or doc cannot be encoded as JSON.
func (e *Emulator) Put(collection, id string, doc map[string]any) {
	c := e.collections[collection]
	if c == nil {
		panic(fmt.Sprintf("emulator: there is no collection %q", collection))
	}
	given := normalized(doc)
	delete(given, "id")
	delete(given, "_links")
	e.mu.Lock()
	defer e.mu.Unlock()
	at := key{c.name, id}
	before := e.objects[at]
	readOnly := schema.Document{}
	maps.Copy(readOnly, before)
	maps.Copy(readOnly, given)
	stored := e.stored(c, id, given, before, readOnly)
	for name, f := range c.declaration(given) {
		value, isGiven := given[name]
		if f.ReadOnly && isGiven && !reflect.DeepEqual(value, before[name]) {
			stored[name] = value
		}
	}
	e.objects[at] = stored
}

// Get returns a copy of a stored object. Its numbers are json.Number.
func (e *Emulator) Get(collection, id string) (map[string]any, bool) {
	stored, ok := e.object(key{collection, id})
	if !ok {
		return nil, false
	}
	return normalized(stored), true
}

// Remove deletes an object as a different client would, even if its deletion is blocked.
func (e *Emulator) Remove(collection, id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.objects, key{collection, id})
}

// BlockDelete makes every DELETE of an object return 409 with the reason until UnblockDelete, as active subscriptions do for a billing
// plan. A custom field cannot be deleted; for it, every PUT returns 409, as existing values do.
func (e *Emulator) BlockDelete(collection, id, reason string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.holds[key{collection, id}] = reason
}

// UnblockDelete reverts BlockDelete.
func (e *Emulator) UnblockDelete(collection, id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.holds, key{collection, id})
}

// Count returns the number of objects in collections that clients can write.
func (e *Emulator) Count() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := 0
	for at := range e.objects {
		if !e.collections[at.collection].seeded {
			n++
		}
	}
	return n
}

func (e *Emulator) counts() map[string]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	counts := map[string]int{}
	for name, c := range e.collections {
		if !c.seeded {
			counts[name] = 0
		}
	}
	for at := range e.objects {
		if !e.collections[at.collection].seeded {
			counts[at.collection]++
		}
	}
	return counts
}

func (e *Emulator) object(at key) (schema.Document, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	stored, ok := e.objects[at]
	return stored, ok
}

func (e *Emulator) all(c *collection, scope string) []schema.Document {
	e.mu.Lock()
	defer e.mu.Unlock()
	var all []schema.Document
	for at, stored := range e.objects {
		if at.collection == c.name && strings.HasPrefix(at.id, scope) {
			all = append(all, stored)
		}
	}
	return all
}

// save validates a request body and stores it. A stored document is never modified, so that it can be read without the lock.
func (e *Emulator) save(
	c *collection,
	id string,
	body schema.Document,
) (stored schema.Document, created bool, invalid schema.InvalidFields, conflict string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	at := key{c.name, id}
	before, exists := e.objects[at]
	if exists && e.options.MergePuts {
		body = c.declaration(body).Merge(before, body)
		c.hide(body)
	}
	c.dropOtherVariantFields(body)
	c.declaration(body).Validate("", body, &invalid)
	if c.check != nil {
		c.check(body, e.exists, &invalid)
	}
	if e.options.CheckCustomFields {
		e.checkCustomFields(c, body, before, &invalid)
	}
	if invalid != nil {
		return nil, false, invalid, ""
	}
	if exists && c.putOnly {
		conflict = e.holds[at]
	}
	if exists && conflict == "" && c.conflict != nil {
		conflict = c.conflict(before, body)
	}
	if conflict != "" {
		return nil, false, nil, conflict
	}
	stored = e.stored(c, id, body, before, before)
	e.objects[at] = stored
	return stored, !exists, nil, ""
}

// stored returns doc with defaults and read-only fields. Read-only fields that are not set on every write come from readOnly.
func (e *Emulator) stored(c *collection, id string, doc, before, readOnly schema.Document) schema.Document {
	stored := c.declaration(doc).Complete(doc, readOnly, !e.options.OmitDefaults)
	now := schema.Timestamp(time.Now())
	stored["id"] = id
	stored["updatedTime"] = now
	if _, kept := stored["createdTime"]; !kept && before != nil {
		stored["createdTime"] = before["createdTime"]
	}
	if before == nil {
		stored["createdTime"] = now
		if e.options.UnknownFields {
			addFutureSettings(c, stored)
		}
	}
	if c.derive != nil {
		c.derive(stored, before, e.options.Organization)
	}
	return stored
}

// remove deletes an object, or returns the reason why it cannot be deleted.
func (e *Emulator) remove(c *collection, id string) (found bool, conflict string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	at := key{c.name, id}
	if _, found = e.objects[at]; !found {
		return false, ""
	}
	if reason, held := e.holds[at]; held {
		return true, reason
	}
	if e.options.RejectProductDeleteWithPlans && c.name == "products" && e.hasPlans(id) {
		return true, "The product cannot be deleted because plans point at it."
	}
	delete(e.objects, at)
	return true, ""
}

func (e *Emulator) hasPlans(productID string) bool {
	for at, stored := range e.objects {
		if at.collection == "plans" && stored["productId"] == productID {
			return true
		}
	}
	return false
}

func (e *Emulator) exists(collection, id string) bool {
	_, ok := e.objects[key{collection, id}]
	return ok
}

// next returns the revision after that of before.
func next(before schema.Document) json.Number {
	revision, _ := before["revision"].(json.Number)
	n, _ := revision.Int64()
	return json.Number(strconv.FormatInt(n+1, 10))
}

// normalized returns a deep copy with the types of a decoded request body.
func normalized(doc schema.Document) schema.Document {
	encoded, err := json.Marshal(doc)
	if err != nil {
		panic("emulator: " + err.Error())
	}
	copied, err := rest.Decode(encoded)
	if err != nil {
		panic("emulator: " + err.Error())
	}
	return copied
}
