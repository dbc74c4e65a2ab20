package rebilly

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
)

const (
	// singleReads is how many objects are read one by one before lists are: a small configuration asks for no more than it has.
	singleReads = 3
	// readsPerPage is how many reads a page has to be worth where the first one did not have all.
	readsPerPage = 20
)

// shared is what a client has read of collections page by page, in place of many single reads.
type shared struct {
	// off is set for good by the first write: what was listed before may not be what is there.
	off atomic.Bool

	mu        sync.Mutex
	asked     int
	snapshots map[string]*snapshot
}

type snapshot struct {
	// mu is held while a page is read, so that each is read once.
	mu      sync.Mutex
	asked   map[string]struct{}
	objects map[string]json.RawMessage
	told    map[string]struct{}
	// fields are those that reads of single objects had and no listed object has had yet.
	fields map[string]struct{}
	pages  int
	offset int
	// done tells that nothing more can be listed.
	done bool
}

// of is the snapshot of a collection. It needs the lock.
func (s *shared) of(path string) *snapshot {
	snap := s.snapshots[path]
	if snap == nil {
		snap = &snapshot{asked: map[string]struct{}{}, objects: map[string]json.RawMessage{}, told: map[string]struct{}{}, fields: map[string]struct{}{}}
		s.snapshots[path] = snap
	}
	return snap
}

// ask is the snapshot of a collection, with one more object that is asked for; asked is how many were in all
// collections, here how many in this one.
func (s *shared) ask(path, id string) (snap *snapshot, asked, here int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	snap = s.of(path)
	if _, again := snap.asked[id]; !again {
		snap.asked[id] = struct{}{}
		s.asked++
	}
	return snap, s.asked, len(snap.asked)
}

// sample is an object that was read by itself, and what it was read from.
type sample[T any] struct {
	object  T
	content []byte
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *sample[T]) UnmarshalJSON(content []byte) error {
	s.content = bytes.Clone(content)
	return decode(content, &s.object)
}

// sampled takes note of the fields that an object has when it is read by itself.
func (s *shared) sampled(path string, content []byte) {
	s.mu.Lock()
	snap := s.of(path)
	s.mu.Unlock()
	snap.mu.Lock()
	defer snap.mu.Unlock()
	if snap.pages == 0 && !snap.done {
		fieldsIn(content, func(field string) { snap.fields[field] = struct{}{} })
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

// Recall is an object as a list told it, which many reads of this client share; false where it has to be read by Get.
// It has to be, too, where the list tells something new, as a list may lag behind. The first objects that a client asks
// for are not listed, nor is anything after a write, nor anything of a list that tells less than Get.
func (c Collection[T]) Recall(ctx context.Context, id string) (T, bool) {
	var none T
	content := c.recall(ctx, id)
	if content == nil {
		return none, false
	}
	object, err := readable[T](content)
	return object, err == nil
}

func (c Collection[T]) recall(ctx context.Context, id string) json.RawMessage {
	s := c.client.shared
	if c.single || s.off.Load() {
		return nil
	}
	snap, asked, here := s.ask(c.path, id)
	snap.mu.Lock()
	defer snap.mu.Unlock()
	if content := snap.tell(id); content != nil {
		return content
	}
	if asked <= singleReads || here < 2 {
		return nil
	}
	for !snap.done && snap.offset <= maxOffset && snap.pages*readsPerPage <= here {
		objects, more, err := c.page(ctx, nil, snap.offset)
		if err != nil || s.off.Load() {
			// The caller asks for the object itself, and says what is wrong then.
			snap.done = true
			return nil
		}
		snap.pages++
		snap.offset += len(objects)
		snap.done = !more
		for _, object := range objects {
			snap.objects[named(object)] = object
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
		if content := snap.tell(id); content != nil {
			return content
		}
	}
	return nil
}

// tell is what was listed of an object, nil if nothing was.
func (s *snapshot) tell(id string) json.RawMessage {
	content, listed := s.objects[id]
	if listed {
		s.told[id] = struct{}{}
	}
	return content
}

// served counts the objects that were taken from lists.
func (s *shared) served() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	count := 0
	for _, snap := range s.snapshots {
		snap.mu.Lock()
		count += len(snap.told)
		snap.mu.Unlock()
	}
	return count
}
