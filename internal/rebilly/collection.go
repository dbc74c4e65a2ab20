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
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
)

// Collection is a collection of objects below one path, such as products, or below several paths, such as
// custom-fields/{resource}. An id of several parts, such as resource and name of a custom field, is separated by slashes.
type Collection[T any] struct {
	client *Client
	Shape
	// skipListCache is true if objects are always read individually.
	skipListCache bool
	// hiddenVariant, if set, returns the variant of an object, such as its type, if its secret is masked or missing in JSON, and "" if the
	// secret is there. A list in which a secret is hidden is used only if individual reads hide those of the variant too.
	hiddenVariant func(content []byte) string
	// validateUpdate, if set, returns an error if the live object must not be overwritten with what an update would send.
	validateUpdate func(live T, sent map[string]any) error
	// finish, if set, completes a decoded object, or returns an error if it is not valid.
	finish func(*T) error
	// setParent, if set, is called after finish if the path has parameters; parent is their values, separated by slashes.
	setParent func(object *T, parent string)
	// singleton is true if the path is that of the only object, or of the only one for each value of the parameters of the path.
	singleton bool
	// match finds the elements of lists that an update keeps.
	match elementMatcher
}

// Shape describes where the objects of a collection are, and how their fields are merged and sent. Fields are dotted paths.
type Shape struct {
	// Path is the path below the organization. A parameter in it, such as {resource}, is a part of the id, and must be in the
	// query of a list.
	Path string
	// KeyField is the field that has the last part of the id. The default is id, or name for objects without an id.
	KeyField string
	// CaseInsensitiveKey is true if ids that differ only in case are those of the same object.
	CaseInsensitiveKey bool
	// UpdateMethod is the method of an update: PUT, the default, sends the whole object, PATCH only the fields that change.
	UpdateMethod string
	// Required are the fields that every PATCH must have.
	Required []string
	// ReadOnly are the fields that Rebilly sets; they are never sent.
	ReadOnly []string
	// ReplaceFields are the objects that are replaced and not merged if the caller changes them.
	ReplaceFields []string
	// NotNullable are the optional fields that are cleared by omission and not by null. A PATCH cannot clear those at the root.
	NotNullable []string
	// ClearAsEmptyList are the optional lists that are cleared by [] and not by null.
	ClearAsEmptyList []string
	// Discriminators have, by the path of an object with variants, the field that selects the variant. If it changes, the object
	// is replaced and not merged.
	Discriminators map[string]string
	// WriteOnly are the secrets that responses do not have, or have masked. They are sent only if the caller sets them.
	WriteOnly []string
	// KeyedLists are the lists at the root whose elements are identified by a field, such as type, with that field. Elements are
	// merged by it.
	KeyedLists map[string]string
}

// segments returns the path of one object.
func (c Collection[T]) segments(id string) []string {
	if c.singleton {
		return strings.Split(c.Path, "/")
	}
	return append(strings.Split(c.Path, "/"), id)
}

// at returns the collection in which an object is, and the part of its id within that collection.
func (c Collection[T]) at(id string) (of Collection[T], within string) {
	names := c.pathParameters()
	parts := strings.SplitN(id, "/", len(names)+1)
	switch {
	case c.singleton && len(parts) == len(names):
		return c.below(names, parts), ""
	case len(parts) <= len(names):
		return c, id
	}
	return c.below(names, parts[:len(names)]), parts[len(names)]
}

// pathParameters returns the parameters of the path: {resource}.
func (c Collection[T]) pathParameters() (names []string) {
	for segment := range strings.SplitSeq(c.Path, "/") {
		if strings.HasPrefix(segment, "{") {
			names = append(names, segment)
		}
	}
	return names
}

// below returns the collection with values for the parameters of its path.
func (c Collection[T]) below(names, values []string) Collection[T] {
	if len(names) == 0 {
		return c
	}
	for i, name := range names {
		c.Path = strings.ReplaceAll(c.Path, name, values[i])
	}
	finish, parent := c.finish, strings.Join(values, "/")
	c.finish = func(object *T) (err error) {
		if finish != nil {
			err = finish(object)
		}
		c.setParent(object, parent)
		return err
	}
	return c
}

// Get reads one object.
func (c Collection[T]) Get(ctx context.Context, id string) (T, error) {
	c, id = c.at(id)
	read, err := c.get(ctx, id)
	return read.object, err
}

// getAfterUnknownOutcome reads an object, within a grace period if ctx is canceled.
func (c Collection[T]) getAfterUnknownOutcome(ctx context.Context, id string) (T, error) {
	ctx, cancel := withGracePeriod(ctx)
	defer cancel()
	return c.Get(ctx, id)
}

func (c Collection[T]) get(ctx context.Context, id string) (rawObject[T], error) {
	return c.getCurrent(ctx, id, func() (rawObject[T], error) {
		read, err := c.getOnce(ctx, id)
		if isUnconfirmedNotFound(err) && !c.singleton {
			return c.confirmNotFound(ctx, id)
		}
		return read, err
	})
}

func (c Collection[T]) getOnce(ctx context.Context, id string) (rawObject[T], error) {
	read := rawObject[T]{finish: c.finish}
	_, err := c.client.send(ctx, http.MethodGet, c.segments(id), nil, nil, &read)
	if err == nil {
		err = c.verifyID(ctx, http.MethodGet, id, read.content)
	}
	if err != nil {
		read.content = nil
	}
	c.recordFields(read.content)
	return read, err
}

// verifyID returns an error if a response is for a different object than the requested one.
func (c Collection[T]) verifyID(ctx context.Context, method, id string, content []byte) error {
	returned := c.objectID(content)
	if c.singleton || c.sameID(returned, id) {
		return nil
	}
	return c.differentObjectError(ctx, method, c.segments(id), returned)
}

// sameID reports whether two ids within a collection are those of one object.
func (c Collection[T]) sameID(a, b string) bool {
	return a == b || c.CaseInsensitiveKey && strings.EqualFold(a, b)
}

// differentObjectError returns the error of a successful response for a different object, or for none.
func (c Collection[T]) differentObjectError(ctx context.Context, method string, segments []string, returned string) error {
	secrets := requestSecrets(ctx, segments)
	return &Error{
		Method: method, Path: c.client.target(segments), Status: http.StatusOK, OutcomeUnknown: method != http.MethodGet,
		Err: fmt.Errorf("the response is for a different object, %q", c.client.redact(returned, secrets...)),
	}
}

// Create stores an object under the given id. In Rebilly this is an upsert: existed reports whether an object with that id
// existed and was overwritten. A create that had to wait looks the object up again before it is sent: the error is an *ExistsError if
// others have created it meanwhile.
func (c Collection[T]) Create(ctx context.Context, id string, object T) (stored T, existed bool, err error) {
	requested := id
	c, id = c.at(id)
	body, err := c.toMap(object)
	if err != nil {
		return stored, false, err
	}
	ctx, waited, err := c.client.admit(ctx, http.MethodPut, c.segments(id))
	if err != nil {
		return stored, false, err
	}
	lookUp := func(ctx context.Context, mayHaveActed bool) (map[string]any, error) {
		if mayHaveActed {
			// The object may be that of an earlier attempt.
			return body, nil
		}
		switch _, err := c.get(ctx, id); {
		case err == nil:
			return nil, &ExistsError{ID: requested}
		case !IsNotFound(err):
			return nil, err
		}
		return body, nil
	}
	if waited {
		if _, err := lookUp(ctx, false); err != nil {
			return stored, false, err
		}
	}
	renewable := &renewableBody{fields: body, renew: lookUp}
	stored, got, err := c.write(ctx, http.MethodPut, id, renewable)
	if renewable.err != nil {
		err = renewable.err
	}
	return stored, err == nil && got.status == http.StatusOK && !got.mayHaveActed, err
}

// Update applies the changes between was and want to the object in Rebilly, as a three-way merge. Fields that T does not
// have, and map entries in neither was nor want, are sent unchanged, so it does not matter whether a PUT merges or replaces.
// A PATCH has the whole value of each field at the root that changes, for the same reason. Nothing is sent without a change. A
// change between was and want is sent even if the object seems to have it already, because the response may be outdated.
// A field that the caller does not change keeps the changes of others; a field that both change gets the caller's value.
// live is the object just before the update. A different value of the key field renames the object.
//
// The object is read and merged again before an attempt that had to wait. If others have deleted it after it was read, the error is
// a *RecreatedError, and stored is the object that the update created.
func (c Collection[T]) Update(ctx context.Context, id string, was, want T) (stored, live T, err error) {
	var none T
	requested := id
	c, id = c.at(id)
	method := cmp.Or(c.UpdateMethod, http.MethodPut)
	ctx, _, err = c.client.admit(ctx, method, c.segments(id))
	if err != nil {
		return none, none, err
	}
	first, err := c.prepareUpdate(ctx, id, was, want)
	switch {
	case err != nil:
		return none, first.live, err
	case first.body == nil:
		return first.live, first.live, nil
	}
	last := first
	body := &renewableBody{fields: first.body, renew: func(ctx context.Context, mayHaveActed bool) (map[string]any, error) {
		return c.renewUpdate(ctx, id, was, want, &last, mayHaveActed)
	}}
	stored, got, err := c.write(ctx, method, id, body)
	mayHaveActed := got.mayHaveActed || OutcomeUnknown(err)
	switch renamed := c.renamedTo(id, last.body); {
	case errors.Is(body.err, errNothingToSend):
		stored, err = last.live, nil
	case OutcomeUnknown(err) && renamed != "":
		if found, ok := c.findRenamed(ctx, renamed, first.before["id"]); ok {
			return found, last.live, nil
		}
	case IsNotFound(body.err) || body.err != nil && !mayHaveActed:
		err = body.err
	}
	if err == nil && c.hasRecreated(got.status, mayHaveActed, first, last) {
		err = &RecreatedError{ID: requested}
	}
	return stored, last.live, err
}

// renewUpdate prepares an update again and returns the body of its next attempt, or errNothingToSend. It replaces last, which is what
// the attempt before sent.
func (c Collection[T]) renewUpdate(
	ctx context.Context, id string, was, want T, last *preparedUpdate[T], mayHaveActed bool,
) (map[string]any, error) {
	again, err := c.prepareUpdate(ctx, id, was, want)
	if err != nil {
		return nil, err
	}
	if mayHaveActed && again.isApplied {
		// It is the outcome of an earlier attempt.
		again.live = last.live
	}
	*last = again
	if again.body == nil {
		return nil, errNothingToSend
	}
	return again.body, nil
}

// renamedTo returns the key that the body of an update gives an object, "" if the update does not rename it.
func (c Collection[T]) renamedTo(id string, body map[string]any) string {
	key := c.keyIn(body)
	if key == "" || c.sameID(key, id) {
		return ""
	}
	return key
}

// hasRecreated reports whether an update created the object because others had deleted it: by the status of the response, or, if an
// attempt may have acted without one, by the creation times that were read before the first and the last attempt.
func (c Collection[T]) hasRecreated(status int, mayHaveActed bool, first, last preparedUpdate[T]) bool {
	return !c.singleton && (status == http.StatusCreated || mayHaveActed && isRecreated(first.before, last.before))
}

// preparedUpdate is an object as it was read, and what an update of it sends.
type preparedUpdate[T any] struct {
	live T
	// before are the fields of the object, body those that are sent, nil if nothing is sent.
	before, body map[string]any
	// isApplied is true if the object has the planned values already.
	isApplied bool
}

// prepareUpdate reads an object and applies the changes between was and want to it.
func (c Collection[T]) prepareUpdate(ctx context.Context, id string, was, want T) (p preparedUpdate[T], err error) {
	read, err := c.get(ctx, id)
	if err != nil {
		return p, err
	}
	p, err = c.updateBody(read.content, was, want)
	p.live = read.object
	if err == nil && p.body != nil && c.validateUpdate != nil {
		err = c.validateUpdate(p.live, p.body)
	}
	return p, err
}

// isRecreated reports whether an object was created later than the one that was read before.
func isRecreated(before, after map[string]any) bool {
	earlier, _ := before["createdTime"].(string)
	later, _ := after["createdTime"].(string)
	was, errWas := time.Parse(time.RFC3339, earlier)
	is, errIs := time.Parse(time.RFC3339, later)
	return errWas == nil && errIs == nil && is.Sub(was) >= time.Second
}

// updateBody returns what an update sends for the changes between was and want; content is the JSON of the object before.
func (c Collection[T]) updateBody(content []byte, was, want T) (p preparedUpdate[T], err error) {
	var body, before map[string]any
	from, errFrom := c.toMap(was)
	to, errTo := c.toMap(want)
	if err := errors.Join(decode(content, &body), decode(content, &before), errFrom, errTo); err != nil {
		return p, err
	}
	for field, key := range c.KeyedLists {
		for _, fields := range []map[string]any{body, before, from, to} {
			fields[field] = indexBy(key, fields[field])
		}
	}
	for _, field := range c.WriteOnly {
		deletePath(body, strings.Split(field, "."))
	}
	planned := changedFields(from, to)
	p.before, p.isApplied = before, !c.mergeChanges(body, from, to, "")
	changed := !p.isApplied || len(planned) > 0
	for _, field := range c.ReadOnly {
		deletePath(body, strings.Split(field, "."))
	}
	if c.UpdateMethod == http.MethodPatch {
		changed = c.keepChanges(body, before, planned)
	}
	if !changed {
		return p, nil
	}
	// The definition requires these in a PATCH, too. Whether Rebilly does is uncertain.
	for _, field := range c.Required {
		if _, sent := body[field]; !sent {
			body[field] = before[field]
		}
	}
	for field := range c.KeyedLists {
		if entries, ok := body[field].(map[string]any); ok {
			body[field] = toList(entries)
		}
	}
	p.body = body
	return p, nil
}

// changedFields returns the fields whose values differ between two objects.
func changedFields(from, to map[string]any) map[string]bool {
	changed := map[string]bool{}
	for _, fields := range []map[string]any{from, to} {
		for name := range fields {
			if !reflect.DeepEqual(from[name], to[name]) {
				changed[name] = true
			}
		}
	}
	return changed
}

// keepChanges removes the fields of a body that are as they were before and not planned to change, and reports whether there
// are others.
func (c Collection[T]) keepChanges(body, before map[string]any, planned map[string]bool) bool {
	// Fields within an object that the body does not have are no change.
	before = maps.Clone(before)
	for _, field := range slices.Concat(c.ReadOnly, c.WriteOnly) {
		deletePath(before, strings.Split(field, "."))
	}
	maps.DeleteFunc(body, func(name string, value any) bool {
		return !planned[name] && reflect.DeepEqual(value, before[name])
	})
	return len(body) > 0
}

// Delete deletes an object. The error is a conflict (IsConflict) if other objects still use it, and a *NotEndedError if Rebilly
// confirms the delete and the object still exists.
func (c Collection[T]) Delete(ctx context.Context, id string) error {
	requested := id
	c, id = c.at(id)
	got, err := c.client.send(ctx, http.MethodDelete, c.segments(id), nil, nil, nil)
	if isUnconfirmedNotFound(err) {
		if _, readErr := c.get(ctx, id); IsNotFound(readErr) {
			return readErr
		}
	}
	if err != nil || got.status == http.StatusNoContent {
		return err
	}
	// Only 204 confirms a delete.
	ended, err := c.hasEnded(ctx, id, func(T) bool { return false })
	if err == nil && !ended {
		err = c.notEndedError(http.MethodDelete, c.segments(id), requested, got.status)
	}
	return err
}

// hasEnded reports whether an object does not exist, or satisfies isEnd. It reads the object until then, but only a few times.
func (c Collection[T]) hasEnded(ctx context.Context, id string, isEnd func(T) bool) (bool, error) {
	ctx, cancel := withGracePeriod(ctx)
	defer cancel()
	for attempt := range lookups {
		object, err := c.Get(ctx, id)
		switch {
		case IsNotFound(err) || err == nil && isEnd(object):
			return true, nil
		case err != nil:
			return false, err
		case !waitForLookup(ctx, attempt):
			return false, nil
		}
	}
	return false, nil
}

// notEndedError returns the error of a request to end an object that Rebilly confirmed, although the object has not ended.
func (c Collection[T]) notEndedError(method string, segments []string, id string, status int) error {
	return &Error{Method: method, Path: c.client.target(segments), Status: status, Err: &NotEndedError{ID: id}}
}

// keyIn returns the value of the key field, "" if there is none.
func (c Collection[T]) keyIn(fields map[string]any) string {
	if c.KeyField == "" {
		return ""
	}
	switch key := fields[c.KeyField].(type) {
	case string:
		return key
	case float64:
		// The key of a version is its number.
		return strconv.FormatFloat(key, 'f', -1, 64)
	}
	return ""
}

// findRenamed returns the object with a new key after an update with an unknown outcome, if it has the id that Rebilly assigned
// to the object before.
func (c Collection[T]) findRenamed(ctx context.Context, key string, id any) (T, bool) {
	ctx, cancel := withGracePeriod(ctx)
	defer cancel()
	read, err := c.get(ctx, key)
	var fields map[string]any
	if err == nil {
		err = decode(read.content, &fields)
	}
	return read.object, err == nil && id != nil && reflect.DeepEqual(fields["id"], id)
}

// write sends an object, or its changes, and verifies that the response is for it.
func (c Collection[T]) write(ctx context.Context, method, id string, body *renewableBody) (T, apiResponse, error) {
	stored := rawObject[T]{finish: c.finish}
	got, err := c.client.send(ctx, method, c.segments(id), nil, body, &stored)
	if err == nil {
		err = c.verifyID(ctx, method, cmp.Or(c.keyIn(body.fields), id), stored.content)
	}
	if err == nil && c.singleton {
		err = c.verifySettings(method, body.fields, stored.content)
	}
	if err == nil {
		c.recordWrite(cmp.Or(c.keyIn(body.fields), id), stored.content)
	}
	c.renameKeyedFields(err, body.fields)
	return stored.object, got, err
}

// verifySettings returns an error if a response lacks a field that was sent: nothing else shows that it is for the settings.
func (c Collection[T]) verifySettings(method string, sent map[string]any, content []byte) error {
	var stored map[string]any
	if err := decode(content, &stored); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		if _, exists := stored[name]; !exists && !isEmpty(sent[name]) && !slices.Contains(c.WriteOnly, name) {
			return &Error{
				Method: method, Path: c.client.target(strings.Split(c.Path, "/")), Status: http.StatusOK, OutcomeUnknown: true,
				Err: fmt.Errorf("the response lacks the field %s, which was sent", name),
			}
		}
	}
	return nil
}

// toMap returns the JSON object that is sent for an object.
func (c Collection[T]) toMap(object T) (map[string]any, error) {
	encoded, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	var fields map[string]any
	if err := decode(encoded, &fields); err != nil {
		return nil, err
	}
	for _, field := range c.ReadOnly {
		deletePath(fields, strings.Split(field, "."))
	}
	return fields, nil
}

// mergeChanges merges the changes between from and to into current and reports whether current is different now.
// A field that is in from and not in to becomes an explicit null.
func (c Collection[T]) mergeChanges(current, from, to map[string]any, prefix string) (changed bool) {
	for name := range from {
		if _, kept := to[name]; !kept {
			changed = c.clearField(current, name, prefix) || changed
		}
	}
	for name, wanted := range to {
		source, known := from[name]
		unchanged := known && reflect.DeepEqual(source, wanted)
		if unchanged && !semanticallyEqual(current[name], wanted) {
			// Somebody else changed it, and the caller does not.
			continue
		}
		if !unchanged && slices.Contains(c.ReplaceFields, prefix+name) {
			changed = setField(current, name, wanted) || changed
			continue
		}
		changed = c.mergeField(current, name, prefix, source, wanted) || changed
	}
	return changed
}

// mergeField merges the change of one field from source to wanted into current, and reports whether current is different now. What
// current has beside wanted is kept, unless it is of a different variant.
func (c Collection[T]) mergeField(current map[string]any, name, prefix string, source, wanted any) (changed bool) {
	target, isObject := current[name].(map[string]any)
	object, wantsObject := wanted.(map[string]any)
	if isObject && wantsObject && c.sameVariant(prefix+name, target, object) {
		before, _ := source.(map[string]any)
		return c.mergeChanges(target, before, object, prefix+name+".")
	}
	if elements, isList := wanted.([]any); isList {
		match := c.match
		if match == nil {
			match = sameElements
		}
		wanted = match.overlay(prefix+name, current[name], source, elements)
	}
	return setField(current, name, wanted)
}

// clearField clears a field in the way that the API accepts, and reports whether this changes the object.
func (c Collection[T]) clearField(object map[string]any, name, prefix string) (changed bool) {
	switch {
	case slices.Contains(c.NotNullable, prefix+name):
		_, exists := object[name]
		delete(object, name)
		return exists
	case slices.Contains(c.ClearAsEmptyList, prefix+name):
		return setField(object, name, []any{})
	}
	return setField(object, name, nil)
}

// setField sets a field and reports whether this changes the object. Equality is exact, not semantic: a different form of the
// same value is sent.
func setField(object map[string]any, name string, value any) (changed bool) {
	old, exists := object[name]
	object[name] = value
	return !exists || !reflect.DeepEqual(old, value)
}

// indexBy returns the elements of a list of objects by the values of a field.
func indexBy(field string, list any) map[string]any {
	entries := map[string]any{}
	if elements, ok := list.([]any); ok {
		for _, element := range elements {
			entries[textIn(element, field)] = element
		}
	}
	return entries
}

// textIn returns a field of an object, "" if it has none that is a text.
func textIn(object any, field string) string {
	fields, _ := object.(map[string]any)
	text, _ := fields[field].(string)
	return text
}

// toList is the inverse of indexBy. The entry of a removed element is nil.
func toList(entries map[string]any) []any {
	list := []any{}
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		if entries[name] != nil {
			list = append(list, entries[name])
		}
	}
	return list
}

// renameKeyedFields replaces the index of an element of a keyed list by its key in the field errors. A type has the form of a field.
func (c Collection[T]) renameKeyedFields(err error, sent map[string]any) {
	var failure *Error
	if !errors.As(err, &failure) {
		return
	}
	for i, invalid := range failure.InvalidFields {
		steps := strings.FieldsFunc(invalid.Field, func(c rune) bool { return c == '.' || c == '[' || c == ']' })
		if len(steps) < 2 || c.KeyedLists[steps[0]] == "" {
			continue
		}
		key := c.KeyedLists[steps[0]]
		elements, ok := sent[steps[0]].([]any)
		if index, err := strconv.Atoi(steps[1]); ok && err == nil && index >= 0 && index < len(elements) {
			steps[1] = textIn(elements[index], key)
			if key == "type" {
				steps[1] = naming.Camel(steps[1])
			}
			failure.InvalidFields[i].Field = strings.Join(steps, ".")
		}
	}
}

// sameVariant reports whether two objects at a path have the same variant, and so the same fields.
func (c Collection[T]) sameVariant(path string, a, b map[string]any) bool {
	discriminator, has := c.Discriminators[path]
	return sameFormula(a, b) && (!has || reflect.DeepEqual(a[discriminator], b[discriminator]))
}

// sameFormula reports whether two variants of a field have the same formula, and so the same fields.
// A response may have any JSON value there, which == cannot compare.
func sameFormula(a, b map[string]any) bool { return reflect.DeepEqual(a["formula"], b["formula"]) }

// deletePath deletes a nested field.
func deletePath(object map[string]any, field []string) {
	if len(field) == 1 {
		delete(object, field[0])
		return
	}
	if child, ok := object[field[0]].(map[string]any); ok {
		deletePath(child, field[1:])
	}
}

// Rebilly's API definition allows at most 1,000 for limit and offset each.
const (
	pageSize  = 1000
	maxOffset = 1000
)

// ErrPaginationLimit ends a list of more objects than pagination can reach. A narrower filter avoids it.
var ErrPaginationLimit = errors.New("there are more objects than Rebilly's pagination can reach, 2,000 at most")

// ErrIncompleteList ends a list that has fewer objects than its Pagination-Total.
var ErrIncompleteList = errors.New("the list is incomplete")

// List reads the objects that match the query (filter, sort, q, limit), each page when it is needed. The limit is the page
// size, 1,000 by default. A *DecodeError stands for one object and the list continues; every other error ends it.
func (c Collection[T]) List(ctx context.Context, query url.Values) iter.Seq2[T, error] {
	names := c.pathParameters()
	values := make([]string, len(names))
	query = maps.Clone(query)
	for i, name := range names {
		name = strings.Trim(name, "{}")
		values[i] = query.Get(name)
		query.Del(name)
	}
	c = c.below(names, values)
	return func(yield func(T, error) bool) {
		var none T
		for _, parent := range values {
			// A slash in it would make several segments.
			if err := checkSegment(parent); err != nil {
				yield(none, err)
				return
			}
		}
		for content, err := range c.contents(ctx, query) {
			var object T
			if err == nil {
				object, err = c.decodeObject(content)
			}
			if !yield(object, err) {
				return
			}
		}
	}
}

// contents reads the JSON of the objects that match the query, each page when it is needed. An error ends it.
func (c Collection[T]) contents(ctx context.Context, query url.Values) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		// Objects may move between two pages.
		seen := map[string]bool{}
		count, total := 0, 0
		for offset, more := 0, true; more; {
			if offset > maxOffset {
				yield(nil, fmt.Errorf("listing %s: %w", c.Path, ErrPaginationLimit))
				return
			}
			read, err := c.page(ctx, query, offset)
			if err != nil {
				yield(nil, err)
				return
			}
			before := count
			for _, content := range read.objects {
				name := c.objectID(content)
				if seen[name] && name != "" {
					continue
				}
				seen[name] = true
				count++
				if !yield(content, nil) {
					return
				}
			}
			offset += len(read.objects)
			more, total = read.more || count > before && offset < read.total, read.total
		}
		if count < total {
			yield(nil, &Error{
				Method: http.MethodGet, Path: c.client.target(strings.Split(c.Path, "/")), Status: http.StatusOK,
				Err: fmt.Errorf("%w: it has %d of %d objects. Objects may have changed while it was read, or a proxy may have shortened it: "+
					"run Terraform again", ErrIncompleteList, count, total),
			})
		}
	}
}

// page is a part of a list.
type page struct {
	objects []json.RawMessage
	// total is the number of objects of the whole list, 0 if the response does not include it.
	total int
	// more reports whether there may be further objects according to the size of the page.
	more bool
}

// page reads the objects from an offset.
func (c Collection[T]) page(ctx context.Context, query url.Values, offset int) (page, error) {
	parameters := url.Values{"limit": {strconv.Itoa(pageSize)}}
	maps.Copy(parameters, query)
	parameters.Set("offset", strconv.Itoa(offset))
	var read page
	got, err := c.client.send(ctx, http.MethodGet, strings.Split(c.Path, "/"), parameters, nil, &read.objects)
	if err != nil {
		return page{}, err
	}
	// Not every list has pagination headers, so a short page ends the list. A server with a smaller page size than the
	// limit returns it in Pagination-Limit.
	size, err := strconv.Atoi(got.header.Get("Pagination-Limit"))
	if err != nil || size <= 0 || size > pageSize {
		size, _ = strconv.Atoi(parameters.Get("limit"))
	}
	end := offset + len(read.objects)
	if read.total, err = strconv.Atoi(got.header.Get("Pagination-Total")); err != nil {
		read.total = 0
	}
	read.more = len(read.objects) > 0 && len(read.objects) >= size
	if end > maxOffset && end == read.total {
		// There are exactly as many as pagination can reach.
		read.more = false
	}
	return read, nil
}

// decodeObject decodes an object of a list. The error is a *DecodeError.
func (c Collection[T]) decodeObject(content []byte) (T, error) {
	read := rawObject[T]{finish: c.finish}
	name := c.objectID(content)
	err := read.UnmarshalJSON(content)
	if err == nil && name == "" {
		err = errors.New("it has no id")
	}
	if err == nil {
		return read.object, nil
	}
	var none T
	return none, &DecodeError{ID: c.client.redact(name), Err: errors.New(c.client.redact(err.Error()))}
}

// objectID returns the last part of the id of an object, "" if it has none.
func (c Collection[T]) objectID(content []byte) string {
	if c.KeyField != "" {
		var fields map[string]any
		_ = json.Unmarshal(content, &fields)
		return c.keyIn(fields)
	}
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(content, &fields)
	var id, name string
	_, _ = json.Unmarshal(fields["id"], &id), json.Unmarshal(fields["name"], &name)
	return cmp.Or(id, name)
}
