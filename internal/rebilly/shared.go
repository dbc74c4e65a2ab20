package rebilly

import (
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
	pages   int
	offset  int
	// done tells that nothing more can be listed.
	done bool
}

// of is the snapshot of a collection, with one more object that is asked for, and how many were in all collections.
func (s *shared) of(path, id string) (*snapshot, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	snap := s.snapshots[path]
	if snap == nil {
		snap = &snapshot{asked: map[string]struct{}{}, objects: map[string]json.RawMessage{}}
		s.snapshots[path] = snap
	}
	if _, again := snap.asked[id]; !again {
		snap.asked[id] = struct{}{}
		s.asked++
	}
	return snap, s.asked
}

// Recall is an object as a list told it, which many reads of this client share; false where it has to be read by Get,
// as it has to be where the list tells something new: a list may lag behind, or tell less. The first objects that a
// client asks for are not listed, nor is anything after a write.
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
	snap, asked := s.of(c.path, id)
	snap.mu.Lock()
	defer snap.mu.Unlock()
	if content, listed := snap.objects[id]; listed {
		return content
	}
	s.mu.Lock()
	here := len(snap.asked)
	s.mu.Unlock()
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
		}
		if content, listed := snap.objects[id]; listed {
			return content
		}
	}
	return nil
}
