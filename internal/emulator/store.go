package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/definition"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// key identifies an object.
type key struct{ collection, id string }

// Singleton is the ID of the object of a collection that has one object without an ID, such as authentication-options.
const Singleton = ""

// Put creates or overwrites an object as a different client would, but without validation. Read-only fields are set; those in doc that
// differ from the stored ones are stored as given. The ID of an object with a natural key, such as a tag, is that key. Put panics if the
// collection does not exist or doc cannot be encoded as JSON.
func (e *Emulator) Put(collection, id string, doc map[string]any) {
	c := e.collections[collection]
	if c == nil {
		panic(fmt.Sprintf("emulator: there is no collection %q", collection))
	}
	given := normalized(doc)
	delete(given, "id")
	delete(given, "_links")
	if c.naturalKey != "" && given[c.naturalKey] == nil {
		given[c.naturalKey] = id
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	at := c.key(id)
	before, _ := e.find(c, id)
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
	delete(e.deleting, at)
	e.store(c, at, stored)
}

// store stores an object and adds it to the versions of its key. The caller holds e.mu.
func (e *Emulator) store(c *collection, at key, stored schema.Document) {
	e.objects[at] = stored
	if c.versioned {
		e.versions[at] = append(e.versions[at], stored)
	}
	if c.written != nil {
		c.written(e, at.id, stored)
	}
}

// version returns a version of an object that exists.
func (e *Emulator) version(c *collection, id, version string) (schema.Document, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, exists := e.find(c, id); !exists {
		return nil, false
	}
	for _, stored := range e.versions[c.key(id)] {
		if number, _ := stored["version"].(json.Number); number.String() == version {
			return stored, true
		}
	}
	return nil, false
}

// Get returns a copy of a stored object. Its numbers are json.Number.
func (e *Emulator) Get(collection, id string) (map[string]any, bool) {
	stored, ok := e.object(collection, id)
	if !ok || e.collections[collection].isEmpty(stored) {
		return nil, false
	}
	return normalized(stored), true
}

// Remove deletes an object as a different client would, even if its deletion is blocked. It resets the object of a collection that has one.
func (e *Emulator) Remove(collection, id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c := e.collections[collection]
	switch {
	case c == nil:
	case c.empty != nil && !slices.Contains(c.scopes, id):
	case c.empty != nil:
		before, _ := e.find(c, id)
		e.store(c, c.key(id), e.stored(c, id, c.empty, before, before))
	default:
		delete(e.objects, c.key(id))
		delete(e.deleting, c.key(id))
	}
}

// BlockDelete makes every DELETE of an object return 409 with the reason until UnblockDelete, as active subscriptions do for a billing
// plan. A custom field cannot be deleted; for it, every PUT returns 409, as existing values do.
func (e *Emulator) BlockDelete(collection, id, reason string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.holds[e.collections[collection].key(id)] = reason
}

// UnblockDelete reverts BlockDelete.
func (e *Emulator) UnblockDelete(collection, id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.holds, e.collections[collection].key(id))
}

// Count returns the number of objects that clients can create and that are not being deleted.
func (e *Emulator) Count() int {
	n := 0
	for _, count := range e.counts() {
		n += count
	}
	return n
}

func (e *Emulator) counts() map[string]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	counts := map[string]int{}
	for name, c := range e.collections {
		e.expire(c)
		if !c.seeded && !c.isSingle() {
			counts[name] = 0
		}
	}
	for at := range e.objects {
		if _, counted := counts[at.collection]; counted && e.deleting[at].IsZero() {
			counts[at.collection]++
		}
	}
	return counts
}

func (e *Emulator) object(collection, id string) (schema.Document, bool) {
	c := e.collections[collection]
	if c == nil {
		return nil, false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.find(c, id)
}

// find returns the object that a request sees. The caller holds e.mu.
func (e *Emulator) find(c *collection, id string) (schema.Document, bool) {
	e.endDeletes()
	e.expire(c)
	e.initialize(c)
	at := c.key(id)
	stored, ok := e.objects[at]
	if e.isHidden(at) {
		return nil, false
	}
	if !ok && (id == Singleton || c.isNested()) && c.isSingle() {
		initial := c.declaration(nil).Complete(schema.Document{}, nil, true)
		stored, ok = e.stored(c, id, initial, nil, initial), true
		e.objects[at] = stored
	}
	return stored, ok
}

// endDeletes deletes the objects whose asynchronous deletion ends. The caller holds e.mu.
func (e *Emulator) endDeletes() {
	for at, end := range e.deleting {
		if !time.Now().Before(end) {
			delete(e.objects, at)
			delete(e.deleting, at)
		}
	}
}

// initialize stores the objects of a collection that exist from the start, once. The caller holds e.mu.
func (e *Emulator) initialize(c *collection) {
	if c.initially == nil || e.initialized[c.name] {
		return
	}
	e.initialized[c.name] = true
	for _, doc := range c.initially() {
		// Lists are sorted by it.
		doc["id"] = doc[c.naturalKey]
		if at := c.key(schema.TextOf(doc["id"])); e.objects[at] == nil {
			e.objects[at] = doc
		}
	}
}

// expire deletes the objects of a collection that have expired. The caller holds e.mu.
func (e *Emulator) expire(c *collection) {
	if c.expires == "" || e.options.ExpiredEntries == ExpiredEntriesKept {
		return
	}
	for at, stored := range e.objects {
		end, err := time.Parse(time.RFC3339, schema.TextOf(stored[c.expires]))
		if at.collection == c.name && err == nil && !time.Now().Before(end) {
			delete(e.objects, at)
		}
	}
}

func (e *Emulator) isHidden(at key) bool {
	_, deleting := e.deleting[at]
	return deleting && e.options.AsyncDeletes == AsyncDeletesHidden
}

func (e *Emulator) all(c *collection, scope string) []schema.Document {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.endDeletes()
	e.expire(c)
	e.initialize(c)
	var all []schema.Document
	for at, stored := range e.objects {
		if at.collection == c.name && strings.HasPrefix(at.id, scope) && !e.isHidden(at) {
			all = append(all, stored)
		}
	}
	return all
}

// written is the result of a write: a stored object, or a reason why nothing was stored.
type written struct {
	stored  schema.Document
	created bool
	missing bool
	// existing is true if a POST has found the same object.
	existing bool
	invalid  schema.InvalidFields
	conflict string
}

// save validates the body of a POST, PUT or PATCH and stores it. A stored document is never modified, so that it can be read without the
// lock.
func (e *Emulator) save(c *collection, method, id string, body schema.Document) written {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.endDeletes()
	e.expire(c)
	var before schema.Document
	exists, was := false, key{}
	if method != http.MethodPost {
		before, exists = e.find(c, id)
		was = c.key(id)
	}
	if !exists && !c.operation(method).Statuses[http.StatusCreated] {
		return written{missing: true}
	}
	body, unknown := e.knownFields(was, body)
	doc, invalid := e.validated(c, method, before, body)
	if invalid != nil {
		return written{invalid: invalid}
	}
	if fields := e.uniqueFields(c); len(fields) > 0 && e.isTaken(was, c.name, fields, doc) {
		return duplicate(c.operation(method), fields[len(fields)-1])
	}
	if exists {
		if conflict := e.conflict(c, was, before, doc); conflict != "" {
			return written{conflict: conflict}
		}
	}
	switch {
	case c.naturalKey != "":
		id = schema.TextOf(doc[c.naturalKey])
	case method == http.MethodPost:
		if existing := e.sameObject(c, id, doc); existing != nil {
			return written{stored: existing, existing: true}
		}
		id += c.prefix + ulid.Make().String()
	}
	stored := e.stored(c, id, doc, before, before)
	delete(e.objects, was)
	e.store(c, c.key(id), stored)
	partial := method == http.MethodPatch || e.options.MergePuts
	e.keepUnknown(method+" /"+c.path(stored), was, c.key(id), before, stored, body, unknown, partial)
	if c.exclusive != "" && stored[c.exclusive] == true {
		e.clearElsewhere(c.key(id), c.exclusive)
	}
	return written{stored: stored, created: !exists}
}

// knownFields returns the fields of a body that the definition has, and those that it does not have, where the emulator keeps them.
func (e *Emulator) knownFields(of key, body schema.Document) (known, unknown schema.Document) {
	if e.unknown.trees[of] == nil {
		return body, nil
	}
	split, tree := splitUnknown(body)
	known, _ = split.(schema.Document)
	unknown, _ = tree.(schema.Document)
	return known, unknown
}

// sameObject returns the active object of a scope that has the values of a document, nil if a POST does not look for it.
func (e *Emulator) sameObject(c *collection, scope string, doc schema.Document) schema.Document {
	if !c.findsExisting || !e.options.ExistingCredentials {
		return nil
	}
	for key, stored := range e.objects {
		isSame := key.collection == c.name && strings.HasPrefix(key.id, scope) && stored["status"] != "deactivated"
		for name, value := range c.declaration(doc).Complete(doc, nil, true) {
			isSame = isSame && reflect.DeepEqual(stored[name], value)
		}
		if isSame {
			return stored
		}
	}
	return nil
}

// duplicate returns the result of a write with a value of a unique field that a different object has: 409, if the operation has it.
func duplicate(operation definition.Operation, field string) written {
	const reason = "This value is already in use."
	if operation.Statuses[http.StatusConflict] {
		return written{conflict: reason}
	}
	return written{invalid: schema.InvalidFields{{Field: field, Message: reason}}}
}

// validated returns the object that a request describes: its body, or the object before with the body merged into it.
func (e *Emulator) validated(c *collection, method string, before, body schema.Document) (schema.Document, schema.InvalidFields) {
	var invalid schema.InvalidFields
	switch {
	case method == http.MethodPatch:
		if c.validate(method, body, &invalid); invalid != nil {
			return nil, invalid
		}
		body = c.declaration(before).Patch(c.visible(before), body)
		c.declaration(body).Validate("", body, &invalid)
	case before != nil && e.options.MergePuts:
		body = c.declaration(body).Merge(c.visible(before), body)
		fallthrough
	default:
		c.dropOtherVariantFields(body)
		c.validate(method, body, &invalid)
	}
	if c.check != nil {
		c.check(body, e.exists, &invalid)
	}
	if e.options.CheckCustomFields {
		e.checkCustomFields(c, body, before, &invalid)
	}
	return body, invalid
}

// uniqueFields returns the fields whose values together no two objects of a collection share.
func (e *Emulator) uniqueFields(c *collection) []string {
	switch {
	case c.naturalKey != "":
		return []string{c.naturalKey}
	case e.options.DuplicateEntries == DuplicateEntriesStored && len(c.unique) > 1:
		return nil
	}
	return c.unique
}

// isTaken reports whether an object other than the one at a key has the values of fields. Case does not distinguish two values.
func (e *Emulator) isTaken(except key, collection string, fields []string, doc schema.Document) bool {
	for at, stored := range e.objects {
		differs := func(field string) bool {
			return !strings.EqualFold(schema.TextOf(stored[field]), schema.TextOf(doc[field]))
		}
		if at.collection == collection && at != except && !slices.ContainsFunc(fields, differs) {
			return true
		}
	}
	return false
}

// conflict returns why an object cannot be changed, or "".
func (e *Emulator) conflict(c *collection, at key, before, doc schema.Document) string {
	_, deletable := c.definition().Single[http.MethodDelete]
	_, deleting := e.deleting[at]
	switch {
	case deleting:
		return "The object is being deleted."
	case !deletable && e.holds[at] != "":
		return e.holds[at]
	case c.conflict != nil:
		return c.conflict(before, doc, e.options)
	}
	return ""
}

// clearElsewhere sets a field to false in every object except the one at a key.
func (e *Emulator) clearElsewhere(except key, field string) {
	for at, stored := range e.objects {
		if at.collection == except.collection && at != except && stored[field] == true {
			changed := maps.Clone(stored)
			changed[field], changed["updatedTime"] = false, schema.Timestamp(time.Now())
			e.objects[at] = changed
		}
	}
}

// stored returns doc with defaults and read-only fields. Read-only fields that are not set on every write come from readOnly.
func (e *Emulator) stored(c *collection, id string, doc, before, readOnly schema.Document) schema.Document {
	stored := c.declaration(doc).Complete(doc, readOnly, !e.options.OmitDefaults)
	now := schema.Timestamp(time.Now())
	switch {
	case before != nil:
		stored["id"] = before["id"]
	case c.naturalKey != "":
		stored["id"] = c.prefix + ulid.Make().String()
	default:
		stored["id"] = id
	}
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
	at := c.key(id)
	if _, found = e.find(c, id); !found {
		return false, ""
	}
	if reason, held := e.holds[at]; held {
		return true, reason
	}
	if e.options.RejectProductDeleteWithPlans && c.name == "products" && e.hasPlans(id) {
		return true, "The product cannot be deleted because plans point at it."
	}
	if c.asyncDelete && e.options.AsyncDeleteDuration > 0 {
		if _, deleting := e.deleting[at]; !deleting {
			e.deleting[at] = time.Now().Add(e.options.AsyncDeleteDuration)
		}
		return true, ""
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

// next returns the value of a counter after that of before.
func next(before schema.Document, counter string) json.Number {
	count, _ := before[counter].(json.Number)
	n, _ := count.Int64()
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
