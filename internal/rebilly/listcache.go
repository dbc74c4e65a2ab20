package rebilly

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// directReadThreshold is the number of objects that are read individually before lists are used, so that a small
	// configuration does not read the whole organization.
	directReadThreshold = 3
	// minReadsPerPage is the number of requested objects that justifies each page after the first, if a collection has more pages than
	// objects are requested.
	minReadsPerPage = 20
	// sampleTimeout limits how long a list waits for the first individual read, which shows the fields of an object.
	sampleTimeout = 10 * time.Second
)

// listCache replaces many individual reads by reads of whole pages.
type listCache struct {
	// disabled is set permanently by the first write, because lists read before may be outdated.
	disabled atomic.Bool

	mu        sync.Mutex
	requested int
	snapshots map[string]*snapshot
}

type snapshot struct {
	// mu is held while a page is read, so that each is read only once.
	mu        sync.Mutex
	requested map[string]position
	objects   map[string]json.RawMessage
	served    map[string]struct{}
	// sampled is closed when the first individual read has ended. fields are the fields that individual reads had and no
	// listed object has had yet; nil until an individual read succeeds.
	sampled chan struct{}
	fields  map[string]struct{}
	// hidden are the variants of objects whose secrets individual reads do not have.
	hidden map[string]bool
	pages  int
	// total is the number of objects of the collection, 0 if it is unknown.
	total int
	// window is the index of the order in windows, and offset the number of objects read in it.
	window, offset int
	// done is true if no further page can be read.
	done bool
}

// windows are the queries that reach different objects of a collection that has more than pagination reaches: its default order, the
// newest objects and the oldest ones.
var windows = []url.Values{nil, {"sort": {"-createdTime"}}, {"sort": {"createdTime"}}}

// position is the order in which an object was requested, over all collections and within its own.
type position struct{ global, inCollection int }

// of returns the snapshot of a collection. The caller must hold s.mu.
func (s *listCache) of(path string) *snapshot {
	snap := s.snapshots[path]
	if snap == nil {
		snap = &snapshot{
			requested: map[string]position{}, objects: map[string]json.RawMessage{}, served: map[string]struct{}{},
			hidden: map[string]bool{}, sampled: make(chan struct{}),
		}
		s.snapshots[path] = snap
	}
	return snap
}

// recordRead records that an object is requested. It returns the snapshot of its collection, its position, and the number of
// objects requested of the collection so far.
func (s *listCache) recordRead(path, id string) (snap *snapshot, at position, inCollection int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	snap = s.of(path)
	at, again := snap.requested[id]
	if !again {
		s.requested++
		at = position{global: s.requested, inCollection: len(snap.requested) + 1}
		snap.requested[id] = at
	}
	return snap, at, len(snap.requested)
}

// rawObject is an object with the JSON that it was decoded from.
type rawObject[T any] struct {
	object  T
	content []byte
	finish  func(*T) error
}

var _ json.Unmarshaler = (*rawObject[any])(nil)

func (o *rawObject[T]) UnmarshalJSON(content []byte) error {
	o.content = bytes.Clone(content)
	if err := decode(toNFC(content), &o.object); err != nil || o.finish == nil {
		return err
	}
	return o.finish(&o.object)
}

// recordFields records the fields of an individually read object; content is nil if the read failed.
func (c Collection[T]) recordFields(content []byte) {
	s := c.client.listCaches
	s.mu.Lock()
	snap := s.of(c.Path)
	s.mu.Unlock()
	snap.mu.Lock()
	defer snap.mu.Unlock()
	if content != nil && c.hiddenVariant != nil {
		snap.hidden[c.hiddenVariant(content)] = true
	}
	if content != nil && snap.pages == 0 {
		if snap.fields == nil {
			snap.fields = map[string]struct{}{}
		}
		fieldsIn(content, func(field string) { snap.fields[field] = struct{}{} })
	}
	select {
	case <-snap.sampled:
	default:
		close(snap.sampled)
	}
}

// fieldsIn calls visit with the path of each field in JSON.
func fieldsIn(content []byte, visit func(field string)) {
	var object any
	if json.Unmarshal(content, &object) == nil {
		descend(object, "", visit)
	}
}

// descend is the recursion of fieldsIn.
func descend(value any, path string, visit func(field string)) {
	switch value := value.(type) {
	case map[string]any:
		for name, child := range value {
			visit(path + "." + name)
			descend(child, path+"."+name, visit)
		}
	case []any:
		for _, child := range value {
			descend(child, path+"[]", visit)
		}
	}
}

// GetCached returns an object from a list that many reads share, and false if the caller must use Get instead. The caller must
// also use Get if the listed object differs from what it has, because lists may lag behind. The first requested objects are
// not taken from lists, nor is anything after a write, from a list whose objects have fewer fields than Get returns, or that is
// older than what is known of the object.
func (c Collection[T]) GetCached(ctx context.Context, id string) (T, bool) {
	c, id = c.at(id)
	var none T
	content := c.fromCache(ctx, c.cacheKey(id))
	if content == nil || c.isOutdated(id, content) {
		return none, false
	}
	object, err := c.decodeObject(content)
	return object, err == nil
}

// cacheKey returns the key of an object in the snapshot of its collection.
func (c Collection[T]) cacheKey(id string) string {
	if c.CaseInsensitiveKey {
		return strings.ToLower(id)
	}
	return id
}

func (c Collection[T]) fromCache(ctx context.Context, id string) json.RawMessage {
	s := c.client.listCaches
	if c.skipListCache || s.disabled.Load() {
		return nil
	}
	snap, at, requested := s.recordRead(c.Path, id)
	if at.global <= directReadThreshold || at.inCollection < 2 {
		return nil
	}
	select {
	case <-snap.sampled:
	case <-ctx.Done():
		return nil
	case <-time.After(sampleTimeout):
		return nil
	}
	snap.mu.Lock()
	defer snap.mu.Unlock()
	if content := c.lookup(snap, id); content != nil {
		return content
	}
	if snap.fields == nil {
		// No individual read has succeeded, so the fields of a list cannot be checked.
		return nil
	}
	for !snap.done && snap.justifiesPage(requested) {
		c.extend(ctx, snap)
		if content := c.lookup(snap, id); content != nil {
			return content
		}
	}
	return nil
}

// justifiesPage reports whether the next page is read for the objects that were requested so far: there are enough of them for the pages
// that were read, or all other pages take no more requests than these objects would.
func (s *snapshot) justifiesPage(requested int) bool {
	if s.pages*minReadsPerPage <= requested {
		return true
	}
	others := s.total - len(s.objects)
	return others > 0 && others*s.pages <= requested*len(s.objects)
}

// extend adds the next page of the collection to a snapshot.
func (c Collection[T]) extend(ctx context.Context, snap *snapshot) {
	read, err := c.page(ctx, windows[snap.window], snap.offset)
	if err != nil || c.client.listCaches.disabled.Load() {
		// The caller reads the object individually and reports any error then.
		snap.done = true
		return
	}
	before := len(snap.objects)
	for _, object := range read.objects {
		snap.objects[c.cacheKey(c.objectID(object))] = object
		if len(snap.fields) > 0 {
			fieldsIn(object, func(field string) { delete(snap.fields, field) })
		}
	}
	snap.advance(read, len(snap.objects) > before)
	if len(snap.fields) > 0 {
		// Listed objects lack fields, so they would hide changes.
		snap.done = true
		clear(snap.objects)
	}
}

// advance determines what is read after a page, which had new objects or only known ones.
func (s *snapshot) advance(read page, isNew bool) {
	s.pages++
	s.total = read.total
	s.offset += len(read.objects)
	if s.offset > maxOffset || !isNew {
		s.window, s.offset = s.window+1, 0
	}
	s.done = !read.more || s.window == len(windows) || len(s.objects) == read.total
}

// lookup returns a listed object, nil if it was not listed, or if its secret is hidden and an individual read may have it.
func (c Collection[T]) lookup(snap *snapshot, id string) json.RawMessage {
	content, listed := snap.objects[id]
	if !listed {
		return nil
	}
	if c.hiddenVariant != nil {
		if variant := c.hiddenVariant(content); variant != "" && !snap.hidden[variant] {
			return nil
		}
	}
	snap.served[id] = struct{}{}
	return content
}

// hits returns the number of objects that were returned from lists.
func (s *listCache) hits() int {
	s.mu.Lock()
	snapshots := slices.Collect(maps.Values(s.snapshots))
	s.mu.Unlock()
	count := 0
	for _, snap := range snapshots {
		snap.mu.Lock()
		count += len(snap.served)
		snap.mu.Unlock()
	}
	return count
}
