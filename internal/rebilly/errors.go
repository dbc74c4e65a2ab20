package rebilly

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Error is a request that did not succeed.
type Error struct {
	Method string
	Path   string
	// Status is the HTTP status, 0 where there was no answer.
	Status int
	// DisplayName and Detail are Rebilly's own words: a problem document of RFC 9457.
	DisplayName string
	Detail      string
	// InvalidFields are what a 422 complains of. A field may appear more than once.
	InvalidFields []InvalidField
	// OutcomeUnknown tells that Rebilly may have acted on the request although it failed here.
	OutcomeUnknown bool
	// Err is the reason where there was no answer, or none that could be read.
	Err error

	isProblemDocument bool
}

// InvalidField is one complaint of a 422. Field is the API's name; nested names are joined by dots.
type InvalidField struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

var _ error = (*Error)(nil)

func (e *Error) Error() string {
	text := fmt.Sprintf("%s %s", e.Method, e.Path)
	if e.Status != 0 {
		text += fmt.Sprintf(": %d %s", e.Status, http.StatusText(e.Status))
	}
	if said := e.Reason(); said != "" {
		text += ": " + said
	}
	return text
}

// Reason is what Rebilly, or the network, gave as the reason, without the request.
func (e *Error) Reason() string {
	var parts []string
	if e.DisplayName != "" && e.DisplayName != http.StatusText(e.Status) {
		parts = append(parts, e.DisplayName)
	}
	if e.Detail != "" && e.Detail != e.DisplayName {
		parts = append(parts, e.Detail)
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

func (e *Error) Unwrap() error { return e.Err }

// parse takes the problem document from an answer, whatever media type it claims, and keeps what censor leaves of it.
func (e *Error) parse(response *http.Response, content []byte, censor func(string) string) {
	e.Status = response.StatusCode
	var problem struct {
		Title         string         `json:"title"`
		Detail        string         `json:"detail"`
		Error         string         `json:"error"`
		InvalidFields []InvalidField `json:"invalidFields"`
	}
	e.isProblemDocument = decode(content, &problem) == nil
	e.DisplayName, e.Detail = problem.Title, problem.Detail
	if e.Detail == "" {
		e.Detail = problem.Error
	}
	e.DisplayName, e.Detail = censor(e.DisplayName), censor(e.Detail)
	for _, invalid := range problem.InvalidFields[:min(len(problem.InvalidFields), maxFieldErrors)] {
		e.InvalidFields = append(e.InvalidFields, InvalidField{Field: censor(invalid.Field), Message: censor(invalid.Message)})
	}
	if !e.isProblemDocument {
		e.Detail = "the answer is not a problem document, so it may not come from Rebilly at all: check base_url and any proxy"
	}
	if wait, ok := retryAfter(response, time.Now); ok {
		e.Detail = strings.TrimSpace(fmt.Sprintf("%s Rebilly takes requests again in %s, at %s.", e.Detail, wait, time.Now().Add(wait).UTC().Format(time.RFC3339)))
	}
	if e.Status >= 300 && e.Status < 400 {
		e.Detail = "the answer is a redirect, which is not followed because the API key would travel with it"
		if location, err := url.Parse(response.Header.Get("Location")); err == nil && location.Host != "" {
			e.Detail += "; it points to the host " + censor(location.Host)
		}
	}
}

// IsNotFound tells that Rebilly itself says that the object is not there. A 404 without a problem document comes from
// something in between, and one on a PUT, which would have created the object, speaks of something it refers to.
func IsNotFound(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.isProblemDocument && e.Method != http.MethodPut && (e.Status == http.StatusNotFound || e.Status == http.StatusGone)
}

// IsConflict tells that Rebilly refuses because of what else exists (409).
func IsConflict(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == http.StatusConflict
}

// OutcomeUnknown tells that a write which failed may nevertheless have been carried out.
func OutcomeUnknown(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.OutcomeUnknown
}
