package rebilly

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
)

// Collection is a family of objects that live under one path, each with an id: products, plans, custom-fields/products. An id of
// several parts, such as resource and name of a custom field, has slashes between them.
type Collection[T any] struct {
	client *Client
	path   string
	// readOnly are the fields that Rebilly sets by itself, as dotted paths; they are never sent.
	readOnly []string
	// replaceFields are the fields that are replaced, not merged, as dotted paths.
	replaceFields []string
	// notNullable are the optional fields that the API does not let null clear, as dotted paths.
	notNullable []string
	// skipListCache tells that objects are read one by one: of one with a secret a list may tell less than a read.
	skipListCache bool
	// clearAsEmptyList are the optional lists that [] clears and null does not, as dotted paths.
	clearAsEmptyList []string
	// unionLists are the lists at the root whose elements have each a type of its own. An element is merged with that of its type.
	unionLists []string
	// validateUpdate, where set, tells why an object may not be overwritten with what an update is about to send.
	validateUpdate func(live T, sent map[string]any) error
}

// segments is the path of one object. No id has a slash in it: one that does is a key of several parts.
func (c Collection[T]) segments(id string) []string {
	return strings.Split(c.path+"/"+id, "/")
}

// Get reads one object. IsNotFound tells whether there is none.
func (c Collection[T]) Get(ctx context.Context, id string) (T, error) {
	read, err := c.get(ctx, id)
	return read.object, err
}

func (c Collection[T]) get(ctx context.Context, id string) (rawObject[T], error) {
	var read rawObject[T]
	_, err := c.client.send(ctx, http.MethodGet, c.segments(id), nil, nil, &read)
	if err == nil {
		err = c.verifyID(http.MethodGet, id, read.content)
	}
	if err != nil {
		read.content = nil
	}
	c.client.listCaches.recordFields(c.path, read.content)
	return read, err
}

// verifyID refuses an answer that is not about the object that was asked for: it would be taken for that one.
func (c Collection[T]) verifyID(method, id string, content []byte) error {
	segments := c.segments(id)
	told := objectID(content)
	if told == segments[len(segments)-1] {
		return nil
	}
	return &Error{
		Method: method, Path: c.client.target(segments), Status: http.StatusOK, OutcomeUnknown: method != http.MethodGet,
		Err: fmt.Errorf("the answer is not about this object, but about %q", c.client.redact(told)),
	}
}

// Create stores an object under an id of the caller's choice. On Rebilly this is an upsert: existed tells that
// there was an object with that id, which is now overwritten.
func (c Collection[T]) Create(ctx context.Context, id string, object T) (stored T, existed bool, err error) {
	document, err := c.toMap(object)
	if err != nil {
		return stored, false, err
	}
	stored, got, err := c.put(ctx, id, document)
	return stored, err == nil && got.status == http.StatusOK && !got.retried, err
}

// Update changes an object from was to want, the two seen with the eyes of the caller. What T does not know, and
// entries of open maps that neither names, stay as they are; it makes no difference whether Rebilly's PUT merges or replaces.
// A field that the caller does not change keeps what others have made of it, and one that both have changed is the
// caller's; live is the object as it was just before.
func (c Collection[T]) Update(ctx context.Context, id string, was, want T) (stored, live T, err error) {
	var none T
	read, err := c.get(ctx, id)
	if err != nil {
		return none, none, err
	}
	live = read.object
	var current map[string]any
	if err := decode(read.content, &current); err != nil {
		return none, live, err
	}
	from, err := c.toMap(was)
	if err != nil {
		return none, live, err
	}
	to, err := c.toMap(want)
	if err != nil {
		return none, live, err
	}
	for _, field := range c.unionLists {
		current[field], from[field], to[field] = indexByType(current[field]), indexByType(from[field]), indexByType(to[field])
	}
	if !c.mergeChanges(current, from, to, "") {
		return live, live, nil
	}
	for _, field := range c.readOnly {
		deletePath(current, strings.Split(field, "."))
	}
	for _, field := range c.unionLists {
		if entries, ok := current[field].(map[string]any); ok {
			current[field] = toTypedList(entries)
		}
	}
	if c.validateUpdate != nil {
		if err := c.validateUpdate(live, current); err != nil {
			return none, live, err
		}
	}
	stored, _, err = c.put(ctx, id, current)
	return stored, live, err
}

// Delete removes an object. IsNotFound tells that there was none, IsConflict that something still uses it.
func (c Collection[T]) Delete(ctx context.Context, id string) error {
	_, err := c.client.send(ctx, http.MethodDelete, c.segments(id), nil, nil, nil)
	return err
}

func (c Collection[T]) put(ctx context.Context, id string, document map[string]any) (T, apiResponse, error) {
	var stored rawObject[T]
	got, err := c.client.send(ctx, http.MethodPut, c.segments(id), nil, document, &stored)
	if err == nil {
		err = c.verifyID(http.MethodPut, id, stored.content)
	}
	c.renameUnionFields(err, document)
	return stored.object, got, err
}

// toMap is an object as it goes on the wire.
func (c Collection[T]) toMap(object T) (map[string]any, error) {
	encoded, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	var document map[string]any
	if err := decode(encoded, &document); err != nil {
		return nil, err
	}
	for _, field := range c.readOnly {
		deletePath(document, strings.Split(field, "."))
	}
	return document, nil
}

// mergeChanges merges the changes between from and to into current and reports whether current is different now.
// A field that is in from and not in to becomes an explicit null.
func (c Collection[T]) mergeChanges(current, from, to map[string]any, prefix string) (changed bool) {
	set := func(name string, value any) {
		old, exists := current[name]
		// Exact, not semantic, equality: a different form of the same value is sent.
		changed = changed || !exists || !reflect.DeepEqual(old, value)
		current[name] = value
	}
	for name := range from {
		if _, kept := to[name]; kept {
			continue
		}
		switch {
		case slices.Contains(c.notNullable, prefix+name):
			_, exists := current[name]
			changed = changed || exists
			delete(current, name)
		case slices.Contains(c.clearAsEmptyList, prefix+name):
			set(name, []any{})
		default:
			set(name, nil)
		}
	}
	for name, wanted := range to {
		if source, known := from[name]; known && reflect.DeepEqual(source, wanted) && !semanticallyEqual(current[name], wanted) {
			// Others have changed it, and the caller does not.
			continue
		}
		target, isObject := current[name].(map[string]any)
		object, wantsObject := wanted.(map[string]any)
		if !isObject || !wantsObject || !sameFormula(target, object) || slices.Contains(c.replaceFields, prefix+name) {
			set(name, wanted)
			continue
		}
		var source map[string]any
		if before, ok := from[name].(map[string]any); ok {
			source = before
		}
		changed = c.mergeChanges(target, source, object, prefix+name+".") || changed
	}
	return changed
}

// indexByType returns the elements of a list of typed objects by their types.
func indexByType(list any) map[string]any {
	entries := map[string]any{}
	if elements, ok := list.([]any); ok {
		for _, element := range elements {
			entries[elementType(element)] = element
		}
	}
	return entries
}

// elementType returns the type of an element of a union list, "" if it has none.
func elementType(element any) string {
	if fields, ok := element.(map[string]any); ok {
		if name, ok := fields["type"].(string); ok {
			return name
		}
	}
	return ""
}

// toTypedList is the inverse of indexByType. The entry of a removed element is nil.
func toTypedList(entries map[string]any) []any {
	list := []any{}
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		if entries[name] != nil {
			list = append(list, entries[name])
		}
	}
	return list
}

// renameUnionFields puts the type of an element of a typed list in place of its index into what Rebilly complains of.
func (c Collection[T]) renameUnionFields(err error, sent map[string]any) {
	var failure *Error
	if !errors.As(err, &failure) {
		return
	}
	for i, invalid := range failure.InvalidFields {
		steps := strings.FieldsFunc(invalid.Field, func(c rune) bool { return c == '.' || c == '[' || c == ']' })
		if len(steps) < 2 || !slices.Contains(c.unionLists, steps[0]) {
			continue
		}
		elements, ok := sent[steps[0]].([]any)
		if index, err := strconv.Atoi(steps[1]); ok && err == nil && index >= 0 && index < len(elements) {
			steps[1] = naming.Camel(elementType(elements[index]))
			failure.InvalidFields[i].Field = strings.Join(steps, ".")
		}
	}
}

// sameFormula tells of two variants of one field that they have the same fields.
func sameFormula(a, b map[string]any) bool { return a["formula"] == b["formula"] }

func deletePath(document map[string]any, field []string) {
	if len(field) == 1 {
		delete(document, field[0])
		return
	}
	if child, ok := document[field[0]].(map[string]any); ok {
		deletePath(child, field[1:])
	}
}

// Rebilly's definition allows limit and offset up to 1,000 each.
const (
	pageSize  = 1000
	maxOffset = 1000
)

// ErrPaginationLimit ends a listing of more objects than Rebilly's paging can reach: 2,000. Narrow the filter.
var ErrPaginationLimit = errors.New("there are more than Rebilly's paging can reach, which is 2,000 at most")

// List reads all objects that the query (filter, sort, q, limit) selects, page by page and no sooner than they are asked
// for. A limit bounds a page, which otherwise has 1,000 objects. An *Unreadable is an object that is passed over;
// every other error ends the listing.
func (c Collection[T]) List(ctx context.Context, query url.Values) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		// Between two pages the objects may have moved.
		seen := map[string]bool{}
		for offset, more := 0, true; more; {
			if offset > maxOffset {
				yield(none, fmt.Errorf("listing %s: %w", c.path, ErrPaginationLimit))
				return
			}
			var objects []json.RawMessage
			var err error
			if objects, more, err = c.page(ctx, query, offset); err != nil {
				yield(none, err)
				return
			}
			for _, content := range objects {
				name := objectID(content)
				if seen[name] && name != "" {
					continue
				}
				seen[name] = true
				if !yield(c.decodeObject(content)) {
					return
				}
			}
			offset += len(objects)
		}
	}
}

// page reads the objects from an offset on; more tells that there may be others behind them.
func (c Collection[T]) page(ctx context.Context, query url.Values, offset int) (objects []json.RawMessage, more bool, err error) {
	page := url.Values{"limit": {strconv.Itoa(pageSize)}}
	maps.Copy(page, query)
	page.Set("offset", strconv.Itoa(offset))
	got, err := c.client.send(ctx, http.MethodGet, strings.Split(c.path, "/"), page, nil, &objects)
	if err != nil {
		return nil, false, err
	}
	// Not every list has paging headers, so a short page is what ends the listing;
	// a server that serves fewer objects than asked for says so in Pagination-Limit.
	served, err := strconv.Atoi(got.header.Get("Pagination-Limit"))
	if err != nil || served <= 0 || served > pageSize {
		served, _ = strconv.Atoi(page.Get("limit"))
	}
	more = len(objects) > 0 && len(objects) >= served
	if end := offset + len(objects); end > maxOffset && got.header.Get("Pagination-Total") == strconv.Itoa(end) {
		// Exactly as many as can be reached.
		more = false
	}
	return objects, more, nil
}

func (c Collection[T]) decodeObject(content []byte) (T, error) {
	var object T
	name := objectID(content)
	err := decode(content, &object)
	if err == nil && name == "" {
		err = errors.New("it has no id")
	}
	if err == nil {
		return object, nil
	}
	var none T
	return none, &DecodeError{ID: c.client.redact(name), Err: errors.New(c.client.redact(err.Error()))}
}

// objectID is what an object says that its id is, or its name where a list has objects without ids; "" if it says neither.
func objectID(content []byte) string {
	var object struct{ ID, Name string }
	_ = json.Unmarshal(content, &object)
	return cmp.Or(object.ID, object.Name)
}
