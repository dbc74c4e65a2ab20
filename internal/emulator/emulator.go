// Package emulator is Rebilly in memory: an [http.Handler] that keeps products, plans, websites, coupons and custom fields as
// Rebilly's API definition describes them, for tests and for trying a configuration without an account.
package emulator

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/storefront"
)

// Options choose how the emulator acts where Rebilly's definition is silent.
// The zero value, plus organization and key, is the most likely reading.
type Options struct {
	// Organization is the only organization the emulator knows.
	Organization string
	// APIKey is the secret key that opens it.
	APIKey string
	// Latency is waited before every answer.
	Latency time.Duration
	// OmitNulls leaves fields whose value is null out of responses.
	OmitNulls bool
	// EmptyMapsAsArrays answers an empty open map (customFields, productOptions, theme) as [].
	EmptyMapsAsArrays bool
	// UnknownFields gives every object fields the definition does not have:
	// futureSetting, which a PUT has to send back to keep, and futureReadOnly.
	UnknownFields bool
	// OmitDefaults leaves an absent field absent instead of filling in its default.
	OmitDefaults bool
	// MergePuts lets a PUT keep what its body does not mention.
	MergePuts bool
	// PublishableKey, where set, opens what a page may do, as publishable keys among the API keys do.
	PublishableKey string
	// RejectProductDeleteWithPlans refuses to delete a product that plans point at.
	RejectProductDeleteWithPlans bool
	// SecretKeys is what answers tell of an API key after the one to its create.
	SecretKeys SecretKeys
	// CouponRules is how far what is said of coupons goes.
	CouponRules Coupons
	// ExposeAPIKeyAs, where set, makes APIKey an object among the API keys, under this id, which can be deleted.
	ExposeAPIKeyAs string
	// CheckCustomFields refuses values of custom fields that are not declared for their kind of object, or do not fit
	// the declaration. Kinds of objects without any declaration are not checked.
	CheckCustomFields bool
	// PageLimit, where set, is the most objects that a list with paging headers serves at once, whatever it is asked for.
	PageLimit int
}

func (o Options) encoding() schema.Encoding {
	return schema.Encoding{OmitNulls: o.OmitNulls, EmptyMapsAsArrays: o.EmptyMapsAsArrays}
}

// Emulator is one Rebilly organization. It is safe for concurrent use.
type Emulator struct {
	options     Options
	collections map[string]*collection
	storefront  *storefront.Server
	faults      faults

	mu           sync.Mutex
	objects      map[key]schema.Document
	holds        map[key]string
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
	e := &Emulator{
		options:     options,
		collections: map[string]*collection{},
		objects:     map[key]schema.Document{},
		holds:       map[key]string{},
		requests:    map[string]int{},
	}
	e.storefront = storefront.New(backend{e}, options.Organization, options.encoding())
	for _, c := range []*collection{products(), plans(), websites(), apiKeys(), declaredFields(), coupons(options.CouponRules)} {
		if options.UnknownFields {
			c.addFutureFields()
		}
		e.collections[c.name] = c
	}
	for _, c := range seeded() {
		e.collections[c.name] = c
	}
	if options.ExposeAPIKeyAs != "" {
		e.Put("api-keys", options.ExposeAPIKeyAs, schema.Document{"description": "The emulator's own", "secretKey": options.APIKey})
	}
	return e
}

// ServeHTTP answers one request to the API or to the emulator's own control paths.
func (e *Emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if isControl(r) {
		e.serveControl(w, r)
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
	e.faults.serve(w, r, to.template, e.intercepted(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e.serveAPI(w, r, to)
	})))
}

// Intercept puts f before every API request until the returned function is called; f decides whether and when to
// call next. The newest interceptor sees a request first.
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

// Requests counts the API requests so far by method and path template, such as "GET /products/{id}".
func (e *Emulator) Requests() map[string]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return maps.Clone(e.requests)
}

// Reset forgets the request counts, and nothing else.
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

func (e *Emulator) authorized(r *http.Request) bool {
	return e.isAuthorized(r.Header.Get("REB-APIKEY"))
}

// pause reports false if the client went away meanwhile.
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
