package emulator

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
)

// laggingObject is an object of which reads and lists do not have the last write yet.
type laggingObject struct {
	until time.Time
	// previous is the object before the last write, nil if there was none.
	previous []byte
}

// serveLag serves a read that lags behind, or a write that reads lag behind, and reports whether it did.
func (f *faults) serveLag(w http.ResponseWriter, r *http.Request, hit rule, next http.Handler) bool {
	if r.Method == http.MethodGet {
		return f.readLag(w, r, next)
	}
	if hit.Kind == "" && !f.isLagging(r.URL.Path) {
		return false
	}
	f.write(w, r, hit, next)
	return true
}

// readLag serves a GET of an object that lags behind, or of a list with one, and reports whether it did.
func (f *faults) readLag(w http.ResponseWriter, r *http.Request, next http.Handler) bool {
	f.mu.Lock()
	lag, listed := f.lagging[r.URL.Path], f.laggingIn(r.URL.Path)
	f.mu.Unlock()
	isLagging := time.Now().Before(lag.until)
	switch {
	case isLagging && lag.previous == nil:
		f.count(laggingObjectKind)
		rest.WriteNotFound(w, r)
	case isLagging:
		f.count(laggingRead)
		current := record(r, next)
		current.body.Reset()
		current.body.Write(lag.previous)
		current.copy(w)
	case len(listed) != 0:
		f.listLag(w, r, next, listed)
	default:
		return false
	}
	return true
}

// laggingIn returns the objects of a list that lag behind, as they were before the last write, by the last segment of their paths. The
// caller holds f.mu.
func (f *faults) laggingIn(list string) map[string][]byte {
	listed := map[string][]byte{}
	for at, lag := range f.lagging {
		if path.Dir(at) == list && time.Now().Before(lag.until) {
			listed[path.Base(at)] = lag.previous
		}
	}
	return listed
}

// listLag serves the GET of a list in which some objects lag behind.
func (f *faults) listLag(w http.ResponseWriter, r *http.Request, next http.Handler, listed map[string][]byte) {
	current := record(r, next)
	var elements []json.RawMessage
	if current.status != http.StatusOK || json.Unmarshal(current.body.Bytes(), &elements) != nil {
		current.copy(w)
		return
	}
	kept := f.beforeWrites(elements, listed)
	if total, err := strconv.Atoi(current.header.Get("Pagination-Total")); err == nil {
		current.header.Set("Pagination-Total", strconv.Itoa(total-len(elements)+len(kept)))
	}
	current.body.Reset()
	_ = json.NewEncoder(&current.body).Encode(kept)
	current.copy(w)
}

// beforeWrites returns the elements of a list as they were before the writes that they lag behind, without those that did not exist.
func (f *faults) beforeWrites(elements []json.RawMessage, listed map[string][]byte) []json.RawMessage {
	kept := []json.RawMessage{}
	for _, element := range elements {
		var object struct{ ID, Name string }
		_ = json.Unmarshal(element, &object)
		previous, isLagging := listed[object.ID]
		if !isLagging {
			previous, isLagging = listed[object.Name]
		}
		switch {
		case !isLagging:
			kept = append(kept, element)
		case previous != nil:
			f.count(laggingRead)
			kept = append(kept, previous)
		default:
			f.count(laggingObjectKind)
		}
	}
	return kept
}

// write serves a write. Afterwards, reads lag behind it if kind is such a fault, or while they lag behind an earlier write.
func (f *faults) write(w http.ResponseWriter, r *http.Request, hit rule, next http.Handler) {
	get := r.Clone(r.Context())
	get.Method, get.Body, get.ContentLength = http.MethodGet, http.NoBody, 0
	f.mu.Lock()
	lag := f.lagging[r.URL.Path]
	f.mu.Unlock()
	begins := hit.Kind == laggingRead && r.Method != http.MethodPost
	var previous []byte
	if lag.previous != nil && time.Now().Before(lag.until) || begins {
		if before := record(get, next); before.status == http.StatusOK {
			previous = before.body.Bytes()
		}
	}
	written := record(r, next)
	address, err := url.Parse(written.header.Get("Location"))
	f.mu.Lock()
	isWritten := written.status < http.StatusMultipleChoices && f.lagging != nil
	switch {
	case !isWritten:
	case hit.Kind == laggingObjectKind && written.status == http.StatusCreated && err == nil:
		f.lagging[address.Path] = laggingObject{until: time.Now().Add(hit.delay)}
	case previous != nil && begins:
		f.lagging[r.URL.Path] = laggingObject{time.Now().Add(hit.delay), previous}
	case previous != nil:
		f.lagging[r.URL.Path] = laggingObject{lag.until, previous}
	}
	f.mu.Unlock()
	written.copy(w)
}

// writeLate responds that a write failed, and carries it out after the delay, unless there was a different one in the meantime.
func (f *faults) writeLate(w http.ResponseWriter, r *http.Request, delay time.Duration, next http.Handler) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		writeFault(w, r, http.StatusBadRequest)
		return
	}
	late := r.Clone(context.WithoutCancel(r.Context()))
	late.Body = io.NopCloser(bytes.NewReader(body))
	f.mu.Lock()
	writes, before := f.writes, f.writes[r.URL.Path]
	f.mu.Unlock()
	time.AfterFunc(delay, func() {
		f.mu.Lock()
		superseded := writes == nil || writes[late.URL.Path] != before
		f.mu.Unlock()
		if !superseded {
			record(late, next)
		}
	})
	writeFault(w, r, http.StatusGatewayTimeout)
}

var originOnly = regexp.MustCompile(`^https?://[^/?#]+$`)

// normalizeBody returns a request whose body has the form in which some servers store values: texts without spaces around them,
// e-mail addresses in lower case, URLs with a path, numbers with two decimals.
func normalizeBody(r *http.Request) *http.Request {
	body, err := io.ReadAll(r.Body)
	var value any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err == nil && decoder.Decode(&value) == nil {
		if encoded, err := json.Marshal(normalizedForm(value)); err == nil {
			body = encoded
		}
	}
	changed := r.Clone(r.Context())
	changed.Body, changed.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return changed
}

func normalizedForm(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, child := range value {
			value[name] = normalizedForm(child)
		}
	case []any:
		for i, child := range value {
			value[i] = normalizedForm(child)
		}
	case json.Number:
		number, ok := new(big.Rat).SetString(value.String())
		if ok && !number.IsInt() {
			return json.Number(number.FloatString(2))
		}
	case string:
		text := strings.TrimSpace(value)
		switch {
		case originOnly.MatchString(text):
			text += "/"
		case strings.Contains(text, "@") && !strings.Contains(text, " "):
			text = strings.ToLower(text)
		}
		return text
	}
	return value
}
