package emulator

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// isWrite reports whether a request creates or changes an object.
func (s faultContext) isWrite() bool {
	c := s.to.collection
	if c == nil || c.seeded || s.to.action != nil {
		return false
	}
	return s.r.Method == http.MethodPut || s.r.Method == http.MethodPatch || s.r.Method == http.MethodPost
}

// isRead reports whether a request reads one object.
func (s faultContext) isRead() bool {
	return s.r.Method == http.MethodGet && s.to.object && !s.to.collection.seeded && !s.to.collection.isSingle() && s.isDeletable()
}

// isDeletable reports whether clients can delete the object.
func (s faultContext) isDeletable() bool {
	_, deletable := s.to.collection.definition().Single[http.MethodDelete]
	return deletable
}

// body returns the body of the request, which can be read again.
func (s faultContext) body() schema.Document {
	content, _ := io.ReadAll(s.r.Body)
	s.r.Body = io.NopCloser(bytes.NewReader(content))
	body, _ := rest.Decode(content)
	return body
}

// isEnd reports whether a request deletes, expires or disables an object that has not ended.
func (s faultContext) isEnd() bool {
	c := s.to.collection
	if c == nil {
		return false
	}
	stored, exists := s.emulator.object(c.name, s.to.id)
	switch {
	case !exists || c.seeded:
		return false
	case s.r.Method == http.MethodDelete:
		return true
	case s.r.Method == http.MethodPost:
		return s.to.action != nil && couponStatus(stored) != expired
	case s.r.Method != http.MethodPut:
		return false
	}
	body := s.body()
	if until := timeOf(body["expiredTime"]); c.name == "coupons" && couponStatus(stored) != expired && !until.IsZero() {
		return !until.After(time.Now())
	}
	for _, flag := range []string{"isActive", "isEnabled"} {
		if body[flag] == false && stored[flag] != false {
			return true
		}
	}
	return false
}

// ignoreEnd confirms a request, and leaves the object as it is.
func (s faultContext) ignoreEnd() {
	read := httptest.NewRequestWithContext(s.r.Context(), http.MethodGet, s.r.URL.Path, nil)
	stored, _ := s.emulator.object(s.to.collection.name, s.to.id)
	answer := s.emulator.answer(read, s.to.collection, stored)
	switch {
	case s.r.Method == http.MethodPost:
		rest.WriteJSON(s.w, http.StatusCreated, answer)
	case s.r.Method == http.MethodDelete && s.variant%3 == 0:
		s.w.WriteHeader(http.StatusAccepted)
	case s.r.Method == http.MethodDelete && s.variant%3 == 1:
		rest.WriteJSON(s.w, http.StatusOK, schema.Document{})
	default:
		rest.WriteJSON(s.w, http.StatusOK, answer)
	}
}

// addFutureFields adds fields to the object after a write that was carried out.
func (s faultContext) addFutureFields() {
	a := s.answer()
	if a.status == http.StatusOK || a.status == http.StatusCreated {
		id := s.to.id
		if address, err := url.Parse(a.header.Get("Location")); err == nil && s.r.Method == http.MethodPost {
			_, id, _ = strings.Cut(address.Path, "/"+s.to.collection.name+"/")
		}
		s.emulator.mu.Lock()
		s.emulator.addFutureFields(s.to.collection.key(id))
		s.emulator.mu.Unlock()
	}
	a.copy(s.w)
}

// writeBetween lets a different client delete an object after it was read, or write while a request waits for the rate limit: it
// changes or deletes the object, or creates one with the id. What it changes immediately after a read could not be noticed.
func (s faultContext) writeBetween() {
	e, at := s.emulator, s.to.collection.key(s.to.id)
	if s.r.Method == http.MethodGet {
		s.answer().copy(s.w)
		e.Remove(at.collection, s.to.id)
		return
	}
	stored, exists := e.object(at.collection, s.to.id)
	switch body := s.body(); {
	case exists && s.variant%2 == 0 && s.isDeletable():
		e.Remove(at.collection, s.to.id)
	case exists:
		e.mu.Lock()
		if e.objects[at] != nil {
			e.writeForeignField(e.collections[at.collection].keyOf(stored), "changed")
		}
		e.mu.Unlock()
	case s.r.Method == http.MethodPut && !isGenerated(s.to.id) && s.isDeletable() && body != nil:
		e.Put(at.collection, s.to.id, body)
		e.mu.Lock()
		e.writeForeignField(at, "created")
		e.mu.Unlock()
	}
	s.limit(epoch(time.Now().Add(time.Second)))
}

// isGenerated reports whether no different client would choose an ID.
func isGenerated(id string) bool {
	_, err := ulid.Parse(id[strings.LastIndex(id, "_")+1:])
	return err == nil
}
