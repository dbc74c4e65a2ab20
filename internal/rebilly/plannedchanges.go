package rebilly

import (
	"slices"
	"sync"
)

// PlannedChange is what is planned for one object.
type PlannedChange int

// Planned changes. PlannedDestroy includes the first half of a replacement under a different id, PlannedRelease ends only the state.
const (
	PlannedNoChange PlannedChange = iota
	PlannedCreate
	PlannedUpdate
	PlannedDestroy
	PlannedRelease
)

// PlannedChanges records what one client has planned for each object. Each plan sees only its own object, so two plans for the
// same object meet only here. They may also be two plans of one resource: the runs of a file of terraform test share a client.
// Objects are named by their kind and id. It is safe for concurrent use.
type PlannedChanges struct {
	mu      sync.Mutex
	changes map[string][]PlannedChange
	created map[string]bool
	// read has the encoded states that were read, by object, and prior those that were planned, by fingerprint.
	read, prior map[string][]byte
	// references has the ids that an object refers to according to its plan, by object.
	references map[string][]string
}

func newPlannedChanges() *PlannedChanges {
	p := &PlannedChanges{}
	p.Reset()
	return p
}

// PlannedChanges returns the changes that were planned with this client.
func (c *Client) PlannedChanges() *PlannedChanges { return c.planned }

// Reset forgets everything, as a new client has nothing. Terraform configures a new client for every plan and every apply; tests need not.
func (p *PlannedChanges) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changes, p.created = map[string][]PlannedChange{}, map[string]bool{}
	p.read, p.prior = map[string][]byte{}, map[string][]byte{}
	p.references = map[string][]string{}
}

// Add records a change of an object, and returns those that were planned for it before.
func (p *PlannedChanges) Add(object string, change PlannedChange) (earlier []PlannedChange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if change != PlannedCreate {
		// The read was for this plan.
		delete(p.read, object)
	}
	earlier = slices.Clone(p.changes[object])
	p.changes[object] = append(p.changes[object], change)
	return earlier
}

// IsCreated reports whether the creation of an object is planned, or was carried out.
func (p *PlannedChanges) IsCreated(object string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.created[object] || slices.Contains(p.changes[object], PlannedCreate)
}

// IsUpdated reports whether an update of an object is planned.
func (p *PlannedChanges) IsUpdated(object string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Contains(p.changes[object], PlannedUpdate)
}

// AddUnchanged records that no change is planned for an object, unless there is another plan for it. It reports whether it did.
func (p *PlannedChanges) AddUnchanged(object, fingerprint string, state []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.changes[object]) > 0 {
		return false
	}
	delete(p.read, object)
	p.changes[object] = []PlannedChange{PlannedNoChange}
	p.prior[fingerprint] = state
	return true
}

// StartApply forgets the planned changes: those that are planned after it belong to a different plan.
func (p *PlannedChanges) StartApply() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.changes)
	clear(p.references)
}

// SetReferences records the ids that an object refers to according to its plan.
func (p *PlannedChanges) SetReferences(object string, ids []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.references[object] = ids
}

// References returns the ids that an object refers to according to its plan, and whether it has been planned.
func (p *PlannedChanges) References(object string) (ids []string, isPlanned bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	ids, isPlanned = p.references[object]
	return ids, isPlanned
}

// SetCreated records that an object was created.
func (p *PlannedChanges) SetCreated(object string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.created[object] = true
}

// WasCreated reports whether an object was created with this client.
func (p *PlannedChanges) WasCreated(object string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.created[object]
}

// SetRead records the encoded state of an object that was read.
func (p *PlannedChanges) SetRead(object string, state []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.read[object] = state
}

// ReadState returns the encoded state of an object that was read, nil if there is none.
func (p *PlannedChanges) ReadState(object string) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.read[object]
}

// SetPrior records the encoded prior state of a plan under the fingerprint in its private state, which the second plan of a
// replacement has too.
func (p *PlannedChanges) SetPrior(fingerprint string, state []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.prior[fingerprint] = state
}

// PriorState returns the encoded prior state of an earlier plan, nil if there is none.
func (p *PlannedChanges) PriorState(fingerprint string) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.prior[fingerprint]
}
