// Package emulator emulates Rebilly in memory: an [http.Handler] that stores objects such as products and billing plans as Rebilly's API
// definition describes them, for tests and for trying a configuration without an account.
package emulator

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/storefront"
)

// Options choose the behavior where Rebilly's API definition does not specify it. The zero value, with an organization and a key, is the
// most likely behavior.
type Options struct {
	// Organization is the ID of the only organization.
	Organization string
	// APIKey is the secret key of the organization.
	APIKey string
	// ControlToken, if set, is required by the control paths.
	ControlToken string
	// Latency is the delay before every response.
	Latency time.Duration
	// OmitNulls leaves fields whose value is null out of responses.
	OmitNulls bool
	// EmptyMapsAsArrays returns an empty open map (customFields, productOptions, theme) as [].
	EmptyMapsAsArrays bool
	// UnknownFields adds fields to every object that the definition does not have: futureSetting, which a PUT must send back to keep, and
	// futureReadOnly.
	UnknownFields bool
	// OmitDefaults keeps an absent field absent instead of setting its default.
	OmitDefaults bool
	// ExistingCredentials responds to a POST of a service credential with the active one that has the same values, if there is one (303).
	ExistingCredentials bool
	// MergePuts keeps the fields that the body of a PUT does not include.
	MergePuts bool
	// PublishableKey, if set, authorizes what a page may do, as publishable keys among the API keys do.
	PublishableKey string
	// RejectProductDeleteWithPlans rejects the deletion of a product with billing plans.
	RejectProductDeleteWithPlans bool
	// SecretKeys chooses how responses after the create include the value of an API key.
	SecretKeys SecretKeys
	// CouponRules chooses how strictly the documented rules of coupons apply.
	CouponRules Coupons
	// ExposeAPIKeyAs, if set, adds APIKey to the API keys under this ID. It can be deleted.
	ExposeAPIKeyAs string
	// CheckCustomFields rejects values of custom fields that are not declared for the collection, or do not match the declaration.
	// Collections without declared custom fields are not checked.
	CheckCustomFields bool
	// AsyncDeleteDuration is how long the deletion of a tag takes after the response. Until then, its name is taken.
	AsyncDeleteDuration time.Duration
	// AsyncDeletes chooses whether an object can be read while it is being deleted.
	AsyncDeletes AsyncDeletes
	// NotFoundForm chooses the body of a 404.
	NotFoundForm NotFoundForm
	// ExpiredEntries chooses what happens to an entry of the blocklist at its expiration time.
	ExpiredEntries ExpiredEntries
	// DuplicateEntries chooses what happens to a new entry of the blocklist or the allowlist that has the type and value of a different one.
	DuplicateEntries DuplicateEntries
	// AllowlistKeys chooses which keys can create entries of the allowlist.
	AllowlistKeys AllowlistKeys
	// PageLimit, if set, is the maximum page size of a list with paging headers, whatever limit is requested.
	PageLimit int
}

// AsyncDeletes chooses what a client sees of an object whose deletion was accepted and has not ended.
type AsyncDeletes string

// Rebilly's definition does not specify which of these applies.
const (
	// AsyncDeletesVisible returns the object until it is deleted.
	AsyncDeletesVisible AsyncDeletes = "visible"
	// AsyncDeletesHidden responds as if the object was deleted, except that its name is taken.
	AsyncDeletesHidden AsyncDeletes = "hidden"
)

// ExpiredEntries chooses what happens to an entry of the blocklist at its expiration time.
type ExpiredEntries string

// Rebilly's definition does not specify which of these applies.
const (
	// ExpiredEntriesRemoved deletes the entry.
	ExpiredEntriesRemoved ExpiredEntries = "removed"
	// ExpiredEntriesKept returns the entry as before.
	ExpiredEntriesKept ExpiredEntries = "kept"
)

// DuplicateEntries chooses what happens to an entry that has the type and value of a different one.
type DuplicateEntries string

// Rebilly's definition declares a conflict (409), without a reason.
const (
	// DuplicateEntriesRefused returns 409.
	DuplicateEntriesRefused DuplicateEntries = "refused"
	// DuplicateEntriesStored stores both.
	DuplicateEntriesStored DuplicateEntries = "stored"
)

// AllowlistKeys chooses which keys can create entries of the allowlist.
type AllowlistKeys string

// Rebilly's definition declares publishable keys only, and secret keys for every other operation on these entries.
const (
	// AllowlistKeysAny accepts secret keys, too.
	AllowlistKeysAny AllowlistKeys = "any"
	// AllowlistKeysPublishable returns 401 for secret keys.
	AllowlistKeysPublishable AllowlistKeys = "publishable"
)

// NotFoundForm chooses the body of a 404.
type NotFoundForm string

// Rebilly's definition does not require any field of a problem document.
const (
	// NotFoundProblem includes the type, the title and the status.
	NotFoundProblem NotFoundForm = "problem"
	// NotFoundPlain includes the detail only.
	NotFoundPlain NotFoundForm = "plain"
)

func (o Options) encoding() schema.Encoding {
	return schema.Encoding{OmitNulls: o.OmitNulls, EmptyMapsAsArrays: o.EmptyMapsAsArrays}
}

// Emulator is one Rebilly organization. It is safe for concurrent use.
type Emulator struct {
	options     Options
	collections map[string]*collection
	storefront  *storefront.Server
	faults      faults

	mu      sync.Mutex
	objects map[key]schema.Document
	holds   map[key]string
	// versions are those of the objects of versioned collections, in their order.
	versions map[key][]schema.Document
	// initialized are the collections whose initial objects are stored.
	initialized map[string]bool
	// deleting has the times at which asynchronous deletes end.
	deleting     map[key]time.Time
	unknown      unknownFields
	requests     map[string]int
	writes       int
	interceptors []*interceptor
}

type interceptor struct {
	serve func(w http.ResponseWriter, r *http.Request, next http.Handler)
}

// New returns an empty organization.
func New(options Options) *Emulator {
	options.SecretKeys = cmp.Or(options.SecretKeys, SecretKeysFull)
	options.CouponRules = cmp.Or(options.CouponRules, CouponsStrict)
	options.AsyncDeletes = cmp.Or(options.AsyncDeletes, AsyncDeletesVisible)
	options.ExpiredEntries = cmp.Or(options.ExpiredEntries, ExpiredEntriesRemoved)
	options.DuplicateEntries = cmp.Or(options.DuplicateEntries, DuplicateEntriesRefused)
	options.AllowlistKeys = cmp.Or(options.AllowlistKeys, AllowlistKeysAny)
	options.NotFoundForm = cmp.Or(options.NotFoundForm, NotFoundProblem)
	e := &Emulator{
		options:     options,
		collections: map[string]*collection{},
		objects:     map[key]schema.Document{},
		holds:       map[key]string{},
		versions:    map[key][]schema.Document{},
		initialized: map[string]bool{},
		deleting:    map[key]time.Time{},
		unknown:     unknownFields{trees: map[key]schema.Document{}},
		requests:    map[string]int{},
	}
	e.storefront = storefront.New(backend{e}, options.Organization, options.encoding())
	for _, c := range families() {
		if options.UnknownFields && !c.seeded {
			c = c.withFutureFields()
		}
		e.collections[c.name] = c
	}
	if options.ExposeAPIKeyAs != "" {
		e.Put("api-keys", options.ExposeAPIKeyAs, schema.Document{"description": "The emulator's own", "secretKey": options.APIKey})
	}
	return e
}

// ServeHTTP serves the API and the emulator's control paths.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if isControl(r) {
		e.serveControl(w, r)
		return
	}
	if r.Header.Get("Origin") != "" && isAPIKeys(r) {
		rest.WriteProblem(w, r, http.StatusForbidden, "A page in a browser must not read or write API keys.")
		return
	}
	if writeCORS(w, r) {
		return
	}
	to := e.routeOf(r)
	e.count(r.Method + " " + to.template)
	if !pause(r.Context(), e.options.Latency) {
		return
	}
	e.faults.serve(w, r, e, to, e.intercepted(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if e.options.NotFoundForm != NotFoundPlain {
			e.serveAPI(w, r, to)
			return
		}
		recorded := record(r, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { e.serveAPI(w, r, to) }))
		if recorded.status == http.StatusNotFound {
			recorded.body.Reset()
			recorded.body.WriteString(`{"detail":"There is no object with this ID."}`)
		}
		recorded.copy(w)
	})))
}

// Intercept calls f for every API request until the returned function is called. f decides whether and when to call next. The interceptor
// added last is called first.
func (e *Emulator) Intercept(f func(w http.ResponseWriter, r *http.Request, next http.Handler)) (remove func()) {
	added := &interceptor{serve: f}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.interceptors = append(e.interceptors, added)
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.interceptors = slices.DeleteFunc(e.interceptors, func(i *interceptor) bool { return i == added })
	}
}

// Requests returns the number of API requests so far by method and path template, such as "GET /products/{id}".
func (e *Emulator) Requests() map[string]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return maps.Clone(e.requests)
}

// Reset resets the request counts only.
func (e *Emulator) Reset() {
	e.mu.Lock()
	defer e.mu.Unlock()
	clear(e.requests)
}

// Sessions returns the numbers of authentication tokens and of customers' sessions that have neither expired nor ended.
func (e *Emulator) Sessions() (tokens, sessions int) { return e.storefront.Sessions() }

func (e *Emulator) count(request string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.requests[request]++
}

func (e *Emulator) intercepted(handler http.Handler) http.Handler {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, i := range e.interceptors {
		next := handler
		handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { i.serve(w, r, next) })
	}
	return handler
}

func (e *Emulator) authorized(r *http.Request, to route) bool {
	if to.declaresPublishable(r.Method) {
		_, ok := backend{e}.PublishableKey(r.Header.Get("Authorization"))
		if ok || e.options.AllowlistKeys == AllowlistKeysPublishable {
			return ok
		}
	}
	return e.isAuthorized(r.Header.Get("REB-APIKEY"))
}

// pause waits, and reports false if the client disconnects first.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
