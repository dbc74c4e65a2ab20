package rebilly

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// directReadThreshold is how many objects are read one by one before lists are: a small configuration asks for no more than it has.
	directReadThreshold = 3
	// minReadsPerPage is how many reads a page has to be worth where the first one did not have all.
	minReadsPerPage = 20
	// sampleTimeout is how long the first list waits for the end of a single read, which tells what an object has.
	sampleTimeout = 10 * time.Second
)

// listCache is what a client has read of collections page by page, in place of many single reads.
type listCache struct {
	// disabled is set for good by the first write: what was listed before may not be what is there.
	disabled atomic.Bool

	mu        sync.Mutex
	asked     int
	snapshots map[string]*snapshot
}

type snapshot struct {
	// mu is held while a page is read, so that each is read once.
	mu      sync.Mutex
	asked   map[string]position
	objects map[string]json.RawMessage
	served  map[string]struct{}
	// sampled is closed when the first single read has ended; fields are those that single reads had and no listed object
	// has had yet, nil as long as none succeeded.
	sampled chan struct{}
	fields  map[string]struct{}
	pages   int
	offset  int
	// done tells that nothing more can be listed.
	done bool
}

// position is the how manieth an object was that was asked for, in all collections and in its own.
type position struct{ global, inCollection int }

// of is the snapshot of a collection. It needs the lock.
func (s *listCache) of(path string) *snapshot {
	snap := s.snapshots[path]
	if snap == nil {
		snap = &snapshot{asked: map[string]position{}, objects: map[string]json.RawMessage{}, served: map[string]struct{}{}, sampled: make(chan struct{})}
		s.snapshots[path] = snap
	}
	return snap
}

// recordRead is the snapshot of a collection, with one more object that is asked for, the place of that object, and how many
// there are by now.
func (s *listCache) recordRead(path, id string) (snap *snapshot, at position, here int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	snap = s.of(path)
	at, again := snap.asked[id]
	if !again {
		s.asked++
		at = position{global: s.asked, inCollection: len(snap.asked) + 1}
		snap.asked[id] = at
	}
	return snap, at, len(snap.asked)
}

// rawObject is an object that was read by itself, and what it was read from.
type rawObject[T any] struct {
	object  T
	content []byte
}

var _ json.Unmarshaler = (*rawObject[any])(nil)

func (s *rawObject[T]) UnmarshalJSON(content []byte) error {
	s.content = bytes.Clone(content)
	return decode(content, &s.object)
}

// recordFields takes note of the fields that an object has when it is read by itself; of none where the read failed.
func (s *listCache) recordFields(path string, content []byte) {
	s.mu.Lock()
	snap := s.of(path)
	s.mu.Unlock()
	snap.mu.Lock()
	defer snap.mu.Unlock()
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

// fieldsIn visits the fields of a JSON object by their paths.
func fieldsIn(content []byte, visit func(field string)) {
	var object any
	if json.Unmarshal(content, &object) == nil {
		descend(object, "", visit)
	}
}

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

// GetCached is an object as a list told it, which many reads of this client share; false where it has to be read by Get.
// It has to be, too, where the list tells something new, as a list may lag behind. The first objects that a client asks
// for are not listed, nor is anything after a write, nor anything of a list that tells less than Get.
func (c Collection[T]) GetCached(ctx context.Context, id string) (T, bool) {
	var none T
	content := c.fromCache(ctx, id)
	if content == nil {
		return none, false
	}
	object, err := c.decodeObject(content)
	return object, err == nil
}

func (c Collection[T]) fromCache(ctx context.Context, id string) json.RawMessage {
	s := c.client.listCaches
	if c.skipListCache || s.disabled.Load() {
		return nil
	}
	snap, at, here := s.recordRead(c.path, id)
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
	if content := snap.lookup(id); content != nil {
		return content
	}
	if snap.fields == nil {
		// There is nothing yet to hold a list to.
		return nil
	}
	for !snap.done && snap.offset <= maxOffset && snap.pages*minReadsPerPage <= here {
		objects, more, err := c.page(ctx, nil, snap.offset)
		if err != nil || s.disabled.Load() {
			// The caller asks for the object itself, and says what is wrong then.
			snap.done = true
			return nil
		}
		snap.pages++
		snap.offset += len(objects)
		snap.done = !more
		for _, object := range objects {
			snap.objects[objectID(object)] = object
			if len(snap.fields) > 0 {
				fieldsIn(object, func(field string) { delete(snap.fields, field) })
			}
		}
		if len(snap.fields) > 0 {
			// The list tells less of an object than the object itself, so that it would hide changes.
			snap.done = true
			clear(snap.objects)
			return nil
		}
		if content := snap.lookup(id); content != nil {
			return content
		}
	}
	return nil
}

// lookup is what was listed of an object, nil if nothing was.
func (s *snapshot) lookup(id string) json.RawMessage {
	content, listed := s.objects[id]
	if listed {
		s.served[id] = struct{}{}
	}
	return content
}

// hits counts the objects that were taken from lists.
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
