package emulator

import (
	"bytes"
	"io"
	"maps"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
)

// Faults that depend on the state of an object, not on a single request.
const (
	// missingAfterCreate returns 404 for an object that was just created.
	missingAfterCreate = "missing-after-create"
	// inUse returns 409 for the DELETE of an object for some time.
	inUse = "in-use"
	// laggingRead returns the object before the last write from reads and lists for some time.
	laggingRead = "lagging-read"
	// laggingObjectKind does not return a created object from reads and lists for some time.
	laggingObjectKind = "lagging-object"
	// lateWrite responds 504 to a write, and carries it out after some time.
	lateWrite = "late-write"
)

// statefulKinds are the methods of the requests that these faults apply to.
var statefulKinds = map[string][]string{
	missingAfterCreate: {http.MethodPost, http.MethodPut},
	inUse:              {http.MethodDelete},
	laggingRead:        {http.MethodPut, http.MethodPatch},
	laggingObjectKind:  {http.MethodPost, http.MethodPut},
	lateWrite:          {http.MethodPost, http.MethodPut, http.MethodPatch},
}

// Faults that only some requests can have.
const (
	// ignoredEnd confirms the end of an object without carrying it out.
	ignoredEnd = "ignored-end"
	// unknownFieldsKind adds fields that no client knows to an object that is written. See Emulator.Lost.
	unknownFieldsKind = "unknown-fields"
	// writeBetween lets a different client write while a request waits, or after an object was read.
	writeBetween = "write-between"
)

// applies report whether a request can have a fault.
var applies = map[string]func(faultContext) bool{
	ignoredEnd:        faultContext.isEnd,
	unknownFieldsKind: func(s faultContext) bool { return s.isWrite() },
	writeBetween:      func(s faultContext) bool { return s.isWrite() && s.r.Method != http.MethodPost || s.isRead() },
}

// clockSkew is the offset that the clock-skew fault uses.
const clockSkew = time.Hour

// faultContext is a request that a fault affects.
type faultContext struct {
	w    http.ResponseWriter
	r    *http.Request
	next http.Handler
	// variant selects the form of a fault that has several.
	variant  int
	delay    time.Duration
	emulator *Emulator
	to       route
}

// gatewayBodies are the bodies of 404s that do not come from Rebilly.
var gatewayBodies = []string{
	`{}`, `null`, `{"message":"no Route matched with those values"}`, `{"message":"Not Found"}`, `{"status":500,"title":"Not Found"}`,
	`{"timestamp":"2027-03-07T12:00:00Z","status":404,"error":"Not Found","path":"/"}`, `<!DOCTYPE html><title>404 Not Found</title>`, ``,
}

// blockedStatuses are the statuses of pages with which a proxy replaces a response.
var blockedStatuses = []int{302, 403, 404, 405, 408, 413, 451}

// kinds are the faults by name. Names that end in -after-write are faults of requests that were executed.
var kinds = map[string]func(faultContext){
	"429-soon": func(s faultContext) { s.limit(epoch(time.Now().Add(time.Second))) },
	"429-none": func(s faultContext) { s.limit("") },
	"429-past": func(s faultContext) { s.limit(epoch(time.Now().Add(-time.Minute))) },
	"429-year": func(s faultContext) { s.limit(epoch(time.Now().AddDate(1, 0, 0))) },
	// Rebilly's clock, and so both times in the response, is ahead or behind.
	"clock-skew": func(s faultContext) {
		now := time.Now().Add(clockSkew)
		if s.variant%2 == 0 {
			now = time.Now().Add(-clockSkew)
		}
		s.w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
		s.limit(epoch(now.Add(time.Second)))
	},
	"500":             func(s faultContext) { s.fail(http.StatusInternalServerError) },
	"502":             func(s faultContext) { s.fail(http.StatusBadGateway) },
	"503":             func(s faultContext) { s.fail(http.StatusServiceUnavailable) },
	"500-after-write": func(s faultContext) { s.answer(); s.fail(http.StatusInternalServerError) },
	"502-after-write": func(s faultContext) { s.answer(); s.fail(http.StatusBadGateway) },
	"503-after-write": func(s faultContext) { s.answer(); s.fail(http.StatusServiceUnavailable) },

	"reset-before": func(s faultContext) { s.hangUp(true) },
	"reset-during": func(s faultContext) {
		_, _ = io.CopyN(io.Discard, s.r.Body, s.r.ContentLength/2)
		s.hangUp(true)
	},
	"reset-after-write":         func(s faultContext) { s.answer(); s.hangUp(true) },
	"response-lost-after-write": func(s faultContext) { s.answer(); s.hangUp(false) },

	"half-body-after-write": func(s faultContext) {
		a := s.answer()
		if a.body.Len() == 0 {
			s.hangUp(false)
			return
		}
		a.head(s.w)
		_, _ = s.w.Write(a.body.Bytes()[:a.body.Len()/2])
		_ = http.NewResponseController(s.w).Flush()
		s.hangUp(false)
	},
	// JSON of the wrong type: none of these is an object, and only the first is a list.
	"wrong-type-after-write": func(s faultContext) {
		a := s.answer()
		bodies := []string{`["of", "text"]`, `null`, `"text"`, `7`, `true`}
		a.body.Reset()
		a.body.WriteString(bodies[s.variant%len(bodies)])
		if a.status == http.StatusNoContent {
			a.status = http.StatusOK
		}
		a.copy(s.w)
	},
	"slow-headers-after-write": func(s faultContext) {
		a := s.answer()
		if pause(s.r.Context(), s.delay) {
			a.copy(s.w)
		}
	},
	"slow-body-after-write": func(s faultContext) {
		a := s.answer()
		a.head(s.w)
		half := a.body.Len() / 2
		_, _ = s.w.Write(a.body.Next(half))
		_ = http.NewResponseController(s.w).Flush()
		if pause(s.r.Context(), s.delay) {
			_, _ = s.w.Write(a.body.Bytes())
		}
	},
	// The page of a captive portal. The request is not executed.
	"html": func(s faultContext) {
		s.w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(s.w, "<!DOCTYPE html><title>Welcome</title><p>Please log in.\n")
	},
	// The 404 of a gateway that has no route, for an object that may exist. The request is not executed.
	"gateway-404": func(s faultContext) {
		body := gatewayBodies[s.variant%len(gatewayBodies)]
		contentType := "application/json"
		if strings.HasPrefix(body, "<") {
			contentType = "text/html"
		}
		s.page(http.StatusNotFound, contentType, body)
	},
	// The page of a proxy in place of the response. Every second request is executed.
	"blocked-response": func(s faultContext) {
		if s.variant%2 == 0 {
			s.answer()
		}
		status := blockedStatuses[s.variant/2%len(blockedStatuses)]
		if status == http.StatusFound {
			s.w.Header().Set("Location", "http://elsewhere.invalid/blocked")
		}
		s.page(status, "text/html", "<!DOCTYPE html><title>Blocked</title><p>Your administrator has blocked this response.\n")
	},
	// The correct response with the wrong content type.
	"html-type-after-write": func(s faultContext) {
		a := s.answer()
		a.header.Set("Content-Type", "text/html; charset=utf-8")
		a.copy(s.w)
	},
	// The request is executed with values in a form of the server's own.
	"normalizing-store": func(s faultContext) { s.next.ServeHTTP(s.w, normalizeBody(s.r)) },
	ignoredEnd:          func(s faultContext) { s.ignoreEnd() },
	unknownFieldsKind:   func(s faultContext) { s.addFutureFields() },
	writeBetween:        func(s faultContext) { s.writeBetween() },
	"redirect": func(s faultContext) {
		s.w.Header().Set("Location", "http://elsewhere.invalid"+s.r.URL.Path)
		s.w.WriteHeader([]int{301, 302, 303, 307, 308}[s.variant%5])
	},
}

func epoch(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

func (s faultContext) limit(retryAfter string) {
	if retryAfter != "" {
		s.w.Header().Set("X-RateLimit-Retry-After", retryAfter)
	}
	s.fail(http.StatusTooManyRequests)
}

func (s faultContext) fail(status int) { writeFault(s.w, s.r, status) }

func writeFault(w http.ResponseWriter, r *http.Request, status int) {
	rest.WriteProblem(w, r, status, "This fault was injected.")
}

func (s faultContext) page(status int, contentType, body string) {
	s.w.Header().Set("Content-Type", contentType)
	s.w.WriteHeader(status)
	_, _ = io.WriteString(s.w, body)
}

// answer executes the request and buffers the response.
func (s faultContext) answer() *bufferedResponse { return record(s.r, s.next) }

// hangUp closes the connection, with a reset or without.
func (s faultContext) hangUp(reset bool) {
	connection, _, err := http.NewResponseController(s.w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := connection.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

// bufferedResponse is a response that is not sent yet.
type bufferedResponse struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func record(r *http.Request, next http.Handler) *bufferedResponse {
	a := &bufferedResponse{header: http.Header{}}
	next.ServeHTTP(a, r)
	a.WriteHeader(http.StatusOK)
	return a
}

func (a *bufferedResponse) Header() http.Header { return a.header }

func (a *bufferedResponse) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *bufferedResponse) Write(content []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(content)
}

// head sends the status and the headers, with the length of the whole body.
func (a *bufferedResponse) head(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header)
	if a.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(a.body.Len()))
	}
	w.WriteHeader(a.status)
}

func (a *bufferedResponse) copy(w http.ResponseWriter) {
	a.head(w)
	_, _ = w.Write(a.body.Bytes())
}
