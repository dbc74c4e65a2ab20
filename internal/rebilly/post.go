package rebilly

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// lookups is how often Rebilly is read to find out whether a write was carried out.
const lookups = 3

// PostCollection is a collection whose objects are created by POST, which is not repeated. Rebilly assigns their ids, or they have
// a natural key.
type PostCollection[T Object] struct{ Collection[T] }

// UnknownCreateError is the error of a POST with an unknown outcome, after the created object was not found either.
type UnknownCreateError struct {
	// Err is the error of the POST.
	Err error
	// List is the path of the list that has the object if it was created.
	List string
	// Fields are the API's names of the fields that were sent.
	Fields []string
	// Candidates are the ids of new objects, each of which may be the created one.
	Candidates []string
	// ListErr is the reason why the list could not be read before or after the POST, nil if it was read.
	ListErr error
}

var _ error = (*UnknownCreateError)(nil)

func (e *UnknownCreateError) Error() string { return e.Err.Error() }

func (e *UnknownCreateError) Unwrap() error { return e.Err }

// createRegistry has what this client creates by POST.
type createRegistry struct {
	mu sync.Mutex
	// locks has a lock for each body that is sent, so that of equal objects one is created at a time.
	locks map[string]*sync.Mutex
	ids   map[string]bool
}

// lock waits until no equal object is being created, and returns the function that ends the creation.
func (r *createRegistry) lock(path string, body map[string]any) (unlock func(), err error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	key := path + " " + string(encoded)
	r.mu.Lock()
	if r.locks[key] == nil {
		r.locks[key] = &sync.Mutex{}
	}
	lock := r.locks[key]
	r.mu.Unlock()
	lock.Lock()
	return lock.Unlock, nil
}

func (r *createRegistry) add(path, id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ids[path+"/"+id] = true
}

func (r *createRegistry) has(path, id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ids[path+"/"+id]
}

// Create creates an object. The id, or its last part, is empty if Rebilly assigns it.
//
// After an unknown outcome it returns the object with the key, or the only new object in the list, if that equals the sent one,
// or else an *UnknownCreateError. A new object can only be recognized if the list is read before, too.
func (c PostCollection[T]) Create(ctx context.Context, id string, object T) (stored T, existed bool, err error) {
	c.Collection, id = c.at(id)
	body, err := c.toMap(object)
	if err != nil {
		return stored, false, err
	}
	if id != "" {
		stored, err = c.createNamed(ctx, id, body)
		return stored, false, err
	}
	unlock, err := c.client.creates.lock(c.Path, body)
	if err != nil {
		return stored, false, err
	}
	defer unlock()
	ctx, _, err = c.client.admit(ctx, http.MethodPost, strings.Split(c.Path, "/"))
	if err != nil {
		return stored, false, err
	}
	known := map[string]bool{}
	listErr := c.each(ctx, func(id string, _ T) { known[id] = true })
	if listErr != nil && !isListUnavailable(listErr) {
		return stored, false, listErr
	}
	isListed := listErr == nil
	stored, err = c.post(ctx, &renewableBody{fields: body, renew: func(ctx context.Context, _ bool) (map[string]any, error) {
		if !isListed {
			return body, nil
		}
		// What others have created while the POST waited is known, too.
		return body, c.each(ctx, func(id string, _ T) { known[id] = true })
	}}, known)
	if OutcomeUnknown(err) {
		stored, err = c.findCreated(ctx, body, known, listErr, err)
	}
	if err == nil {
		c.client.creates.add(c.Path, path.Base(stored.Key()))
	}
	return stored, false, err
}

// createNamed creates an object with a natural key.
func (c PostCollection[T]) createNamed(ctx context.Context, id string, body map[string]any) (T, error) {
	created := rawObject[T]{finish: c.finish}
	_, err := c.client.send(ctx, http.MethodPost, strings.Split(c.Path, "/"), nil, body, &created)
	c.renameKeyedFields(err, body)
	if err == nil {
		err = c.verifyID(ctx, http.MethodPost, id, created.content)
	}
	if err == nil {
		c.recordWrite(id, created.content)
	}
	if !OutcomeUnknown(err) {
		return created.object, err
	}
	ctx, cancel := withGracePeriod(ctx)
	defer cancel()
	for attempt := range lookups {
		object, readErr := c.Collection.get(ctx, id)
		switch {
		case readErr == nil && c.isEqual(object.object, body):
			return object.object, nil
		case readErr == nil:
			// Others have created it in the meantime.
			unknown := c.unknownCreateError(body, err)
			unknown.Candidates = []string{id}
			return object.object, unknown
		case !IsNotFound(readErr) || !waitForLookup(ctx, attempt):
			return object.object, err
		}
	}
	return created.object, err
}

// isListUnavailable reports whether a list cannot be read by this client, although objects can be created.
func isListUnavailable(err error) bool {
	var failure *Error
	return errors.Is(err, ErrPaginationLimit) || errors.Is(err, ErrIncompleteList) || errors.As(err, &failure) &&
		slices.Contains([]int{http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed}, failure.Status)
}

// each calls visit with each object of the list. An object that cannot be decoded is the zero value.
func (c PostCollection[T]) each(ctx context.Context, visit func(id string, object T)) error {
	for object, err := range c.List(ctx, nil) {
		var decodeError *DecodeError
		switch {
		case errors.As(err, &decodeError):
			visit(decodeError.ID, object)
		case err != nil:
			return err
		default:
			visit(path.Base(object.Key()), object)
		}
	}
	return nil
}

// post sends a POST once. The id of the created object is in the body and in the header Location. If they differ, or if the
// object is known from before, the response is for a different object, and the outcome is unknown.
func (c PostCollection[T]) post(ctx context.Context, body *renewableBody, known map[string]bool) (T, error) {
	var none T
	segments := strings.Split(c.Path, "/")
	created := rawObject[T]{finish: c.finish}
	got, err := c.client.send(ctx, http.MethodPost, segments, nil, body, &created)
	c.renameKeyedFields(err, body.fields)
	if located := c.locationID(got.header.Get("Location")); got.status == http.StatusSeeOther && located != "" {
		return none, &ExistsError{ID: located}
	}
	if got.status < 200 || got.status > 299 {
		return none, err
	}
	returned := c.objectID(created.content)
	located := c.locationID(got.header.Get("Location"))
	id := cmp.Or(located, returned)
	isCreated := id != "" && !known[id] && (returned == "" || returned == id)
	switch {
	case isCreated && err == nil && returned != "":
		c.recordWrite(id, created.content)
		return created.object, nil
	case isCreated && located != "":
		// The body is unreadable, but the header is not.
		extended, cancel := withGracePeriod(ctx)
		defer cancel()
		if object, readErr := c.Collection.get(extended, id); readErr == nil {
			return object.object, nil
		}
	}
	if err == nil {
		err = c.differentObjectError(ctx, http.MethodPost, segments, returned)
	}
	return none, err
}

// locationID returns the id in the Location of a response, "" if it is not that of an object of the collection.
func (c PostCollection[T]) locationID(location string) string {
	parsed, err := url.Parse(location)
	if err != nil {
		return ""
	}
	collection, escaped := path.Split(parsed.EscapedPath())
	id, err := url.PathUnescape(escaped)
	if err != nil || !strings.HasSuffix(collection, c.client.target(strings.Split(c.Path, "/"))+"/") {
		return ""
	}
	return id
}

// findCreated returns the object that a POST with an unknown outcome created, or an *UnknownCreateError.
func (c PostCollection[T]) findCreated(ctx context.Context, body map[string]any, known map[string]bool, listErr, err error) (T, error) {
	var none T
	unknown := c.unknownCreateError(body, err)
	if unknown.ListErr = listErr; listErr != nil {
		return none, unknown
	}
	ctx, cancel := withGracePeriod(ctx)
	defer cancel()
	for attempt := range lookups {
		var found []T
		unknown.Candidates = nil
		unknown.ListErr = c.each(ctx, func(id string, listed T) {
			if !known[id] && !c.client.creates.has(c.Path, id) && c.isEqual(listed, body) {
				found = append(found, listed)
				unknown.Candidates = append(unknown.Candidates, id)
			}
		})
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 || unknown.ListErr != nil || !waitForLookup(ctx, attempt) {
			break
		}
	}
	return none, unknown
}

// waitForLookup waits before the next lookup, because Rebilly may not have completed the request yet. It reports whether there
// is a next one.
func waitForLookup(ctx context.Context, attempt int) bool {
	if attempt+1 == lookups {
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(initialBackoff << attempt):
		return true
	}
}

func (c PostCollection[T]) unknownCreateError(body map[string]any, err error) *UnknownCreateError {
	return &UnknownCreateError{
		Err: err, List: c.client.target(strings.Split(c.Path, "/")), Fields: slices.Sorted(maps.Keys(c.withoutSecrets(body))),
	}
}

// isEqual reports whether an object has the fields of a body. Responses do not have secrets.
func (c PostCollection[T]) isEqual(object T, body map[string]any) bool {
	fields, err := c.toMap(object)
	for name, value := range c.withoutSecrets(body) {
		if key, _ := fields[name].(string); name == c.KeyField && c.sameID(key, c.keyIn(body)) {
			continue
		}
		if err != nil || !semanticallyEqual(fields[name], value) {
			return false
		}
	}
	return err == nil
}

// withoutSecrets returns a body without write-only fields.
func (c PostCollection[T]) withoutSecrets(body map[string]any) map[string]any {
	if len(c.WriteOnly) == 0 {
		return body
	}
	var fields map[string]any
	encoded, err := json.Marshal(body)
	if err != nil || decode(encoded, &fields) != nil {
		return body
	}
	for _, field := range c.WriteOnly {
		deletePath(fields, strings.Split(field, "."))
	}
	return fields
}
