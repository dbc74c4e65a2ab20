package blocklistentry_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

type object = coretest.Object

const typeName = "rebilly_blocklist_entry"

// clock is Rebilly's clock, as the header Date has it.
type clock struct{ ahead atomic.Int64 }

func (c *clock) setAhead(d time.Duration) { c.ahead.Store(int64(d)) }

func start(t *testing.T, options emulator.Options) (*fakeapi.Server, *coretest.Core, *clock) {
	t.Helper()
	rebilly := fakeapi.Start(t, options)
	c := &clock{}
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		w.Header().Set("Date", time.Now().Add(time.Duration(c.ahead.Load())).UTC().Format(http.TimeFormat))
		next.ServeHTTP(w, r)
	})
	return rebilly, coretest.NewCore(t, rebilly.ProviderConfig()), c
}

func in(d time.Duration) string { return time.Now().Add(d).UTC().Format(time.RFC3339) }

func config(expirationTime string) object {
	return object{"id": "blkl_a", "type": "country", "value": "DE", "expiration_time": expirationTime}
}

// TestExpired_StaysInState removes entries before and after their expiration time, by Rebilly's clock.
func TestExpired_StaysInState(t *testing.T) {
	for name, test := range map[string]struct {
		ahead time.Duration
		kept  bool
	}{
		"before":             {0, false},
		"a second before":    {time.Hour - time.Second, true},
		"after":              {2 * time.Hour, true},
		"local clock behind": {-2 * time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly, s, clock := start(t, emulator.Options{})
			entry := config(in(time.Hour))
			state := s.Read(s.MustApply(nil, typeName, entry))
			rebilly.Remove("blocklists", "blkl_a")
			clock.setAhead(test.ahead)
			read := s.Read(state)
			if read.Removed() == test.kept || len(read.Diagnostics) > 0 == test.kept {
				t.Fatalf("got removed %t with %v, want kept %t", read.Removed(), read.Diagnostics, test.kept)
			}
			if !test.kept {
				return
			}
			if diff := cmp.Diff(state.Object(), read.Object()); diff != "" {
				t.Errorf("state differs (-want +got):\n%s", diff)
			}
			if plan := s.Plan(read, typeName, entry); plan.Action != coretest.NoOp || len(plan.Diagnostics) > 0 {
				t.Errorf("got %s of %v with %v, want no change", plan.Action, plan.Changes(), plan.Diagnostics)
			}
			if plan := s.Plan(read, typeName, coretest.With(entry, object{"deletion_protection": true})); len(plan.Diagnostics) > 0 {
				t.Errorf("protection: got %v, want no diagnostics", plan.Diagnostics)
			}
			if end := s.Apply(s.Plan(read, typeName, nil)); !end.Removed() || len(end.Diagnostics) > 0 {
				t.Errorf("destroy: got %v with %v, want no state and no diagnostics", end.Object(), end.Diagnostics)
			}
		})
	}
}

// TestExpired_StillReadable reads an entry that Rebilly returns after its expiration time.
func TestExpired_StillReadable(t *testing.T) {
	rebilly, s, clock := start(t, emulator.Options{ExpiredEntries: emulator.ExpiredEntriesKept})
	entry := config(in(time.Hour))
	state := s.MustApply(nil, typeName, entry)
	clock.setAhead(2 * time.Hour)
	read := s.Read(state)
	if plan := s.Plan(read, typeName, entry); plan.Action != coretest.NoOp || len(read.Diagnostics)+len(plan.Diagnostics) > 0 {
		t.Errorf("got %s with %v %v, want no change", plan.Action, read.Diagnostics, plan.Diagnostics)
	}
	changed := s.MustApply(read, typeName, config(in(3*time.Hour)))
	if stored, _ := rebilly.Get("blocklists", "blkl_a"); stored["expirationTime"] != changed.Get("expiration_time") {
		t.Errorf("got %v stored, want the time %v", stored, changed.Get("expiration_time"))
	}
	if s.MustApply(changed, typeName, nil); rebilly.Count() != 0 {
		t.Errorf("got %d objects after the destroy, want none", rebilly.Count())
	}
}

// TestExpired_Update changes entries that have expired.
func TestExpired_Update(t *testing.T) {
	rebilly, s, clock := start(t, emulator.Options{})
	state := s.MustApply(nil, typeName, config(in(time.Hour)))
	rebilly.Remove("blocklists", "blkl_a")
	clock.setAhead(2 * time.Hour)
	state = s.Read(state)
	past := s.Apply(s.Plan(state, typeName, coretest.With(config(in(time.Hour)), object{"value": "FR"})))
	if !past.Diagnostics.HasError("expiration_time", "is in the past") || rebilly.Count() != 0 {
		t.Errorf("got %v and %d objects, want an error and none", past.Diagnostics, rebilly.Count())
	}
	later := s.MustApply(state, typeName, config(in(3*time.Hour)))
	if stored, ok := rebilly.Get("blocklists", "blkl_a"); !ok || stored["expirationTime"] != later.Get("expiration_time") {
		t.Errorf("got %v stored, want the entry with the time %v", stored, later.Get("expiration_time"))
	}
	if plan := s.Plan(s.Read(later), typeName, config(in(3*time.Hour))); plan.Diagnostics.HasError() {
		t.Errorf("got %v, want no error", plan.Diagnostics)
	}
}

// TestCreate_PastTime creates entries whose time is past by Rebilly's clock or by the local one.
func TestCreate_PastTime(t *testing.T) {
	for name, test := range map[string]struct {
		time, ahead time.Duration
		refused     bool
	}{
		"past":                    {-time.Hour, 0, true},
		"past by Rebilly's clock": {time.Hour, 2 * time.Hour, true},
		"past by the local clock": {-time.Hour, -2 * time.Hour, false},
		"soon":                    {time.Hour, 0, false},
		"in two days":             {48 * time.Hour, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, s, clock := start(t, emulator.Options{ExpiredEntries: emulator.ExpiredEntriesKept})
			clock.setAhead(test.ahead)
			plan := s.Plan(nil, typeName, config(in(test.time)))
			if got := plan.Diagnostics.HasError("expiration_time", "is in the past"); got != test.refused {
				t.Fatalf("got %v, want an error: %t", plan.Diagnostics, test.refused)
			}
			if !test.refused {
				s.MustApply(nil, typeName, config(in(test.time)))
			}
		})
	}
}

// TestCreate_Exists creates an entry with the type and value of one that Rebilly has added.
func TestCreate_Exists(t *testing.T) {
	rebilly, s, _ := start(t, emulator.Options{})
	rebilly.Put("blocklists", "blkl_b", object{"type": "country", "value": "DE", "source": "risk-score-rules"})
	state := s.Apply(s.Plan(nil, typeName, config(in(time.Hour))))
	if !state.Diagnostics.HasError("rebilly_blocklist_entries") || !state.Removed() {
		t.Errorf("got %v, want an error that names the data source, and no state", state.Diagnostics)
	}
	rebilly, s, _ = start(t, emulator.Options{DuplicateEntries: emulator.DuplicateEntriesStored})
	rebilly.Put("blocklists", "blkl_b", object{"type": "country", "value": "DE", "source": "risk-score-rules"})
	s.MustApply(nil, typeName, config(in(time.Hour)))
	found := s.Data(typeName, object{"value": "DE"})
	if got := found.Diagnostics.String(); !strings.Contains(got, "blkl_a, blkl_b") {
		t.Errorf("look-up: got %q, want the ids of both", got)
	}
	if got := s.Data("rebilly_blocklist_entries", object{"filter": "source:risk-score-rules"}); got.Get("blocklist_entries.0.id") != "blkl_b" {
		t.Errorf("got %v with %v, want the entry that Rebilly added", got.Object(), got.Diagnostics)
	}
}
