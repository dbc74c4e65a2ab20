package rebilly

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Error is a failed request.
type Error struct {
	Method string
	Path   string
	// Status is the HTTP status, 0 if there was no response.
	Status int
	// Title and Detail are from Rebilly's problem document (RFC 9457).
	Title  string
	Detail string
	// InvalidFields are the field errors of a 422. A field may appear more than once.
	InvalidFields []InvalidField
	// OutcomeUnknown is true if Rebilly may have carried out the request although it failed.
	OutcomeUnknown bool
	// Err is the reason if there was no response, or an invalid one.
	Err error

	isProblemDocument bool
}

// InvalidField is one field error of a 422. Field is the API's name; nested names are joined by dots.
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
	if reason := e.Reason(); reason != "" {
		text += ": " + reason
	}
	return text
}

// Reason returns the reason that Rebilly or the network gave, without the request.
func (e *Error) Reason() string {
	var parts []string
	if e.Title != "" && e.Title != http.StatusText(e.Status) {
		parts = append(parts, e.Title)
	}
	if e.Detail != "" && e.Detail != e.Title {
		parts = append(parts, e.Detail)
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

func (e *Error) Unwrap() error { return e.Err }

// parse reads the problem document of a response, whatever its media type, and redacts it.
func (e *Error) parse(response *http.Response, content []byte, redact func(string) string) {
	e.Status = response.StatusCode
	var problem struct {
		Title         string         `json:"title"`
		Detail        string         `json:"detail"`
		Error         string         `json:"error"`
		InvalidFields []InvalidField `json:"invalidFields"`
	}
	e.isProblemDocument = decode(content, &problem) == nil
	e.Title, e.Detail = problem.Title, problem.Detail
	if e.Detail == "" {
		e.Detail = problem.Error
	}
	e.Title, e.Detail = redact(e.Title), redact(e.Detail)
	for _, invalid := range problem.InvalidFields[:min(len(problem.InvalidFields), maxFieldErrors)] {
		e.InvalidFields = append(e.InvalidFields, InvalidField{Field: redact(invalid.Field), Message: redact(invalid.Message)})
	}
	if !e.isProblemDocument {
		e.Detail = "the response is not a problem document, so it may not come from Rebilly: check base_url and any proxy"
	}
	if wait, ok := retryAfter(response, time.Now); ok {
		until := time.Now().Add(wait).UTC().Format(time.RFC3339)
		e.Detail = strings.TrimSpace(fmt.Sprintf("%s Rebilly accepts requests again in %s, at %s.", e.Detail, wait, until))
	}
	if e.Status >= 300 && e.Status < 400 {
		e.Detail = "the response is a redirect, which is not followed because the API key would be sent with it"
		if location, err := url.Parse(response.Header.Get("Location")); err == nil && location.Host != "" {
			e.Detail += "; it points to the host " + redact(location.Host)
		}
	}
}

// IsNotFound reports whether Rebilly responded that the object does not exist. A 404 without a problem document is from
// a proxy, and a 404 to a PUT, which would create the object, is about an object that it refers to.
func IsNotFound(err error) bool {
	var e *Error
	if !errors.As(err, &e) || !e.isProblemDocument || e.Method == http.MethodPut {
		return false
	}
	return e.Status == http.StatusNotFound || e.Status == http.StatusGone
}

// IsConflict reports whether Rebilly refused the request because of other objects (409).
func IsConflict(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == http.StatusConflict
}

// OutcomeUnknown reports whether a failed write may have been carried out.
func OutcomeUnknown(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.OutcomeUnknown
}
