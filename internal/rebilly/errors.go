package rebilly

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
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
	// WaitTooLong is true if the response requests a longer wait than the client waits.
	WaitTooLong bool
	// OutcomeUnknown is true if Rebilly may have carried out the request although it failed.
	OutcomeUnknown bool
	// Err is the reason if there was no response, or an invalid one.
	Err error

	// isProblemDocument is true if the response is a problem document of Rebilly.
	isProblemDocument bool
	// isAbsenceConfirmed is true if a list shows what a 404 without a problem document means.
	isAbsenceConfirmed bool
	// isOrganizationMissing is true if the organization does not exist.
	isOrganizationMissing bool
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

// parse reads the problem document of a response and redacts it. After any other response, such as the page of a proxy, the outcome
// of a write is unknown, unless the API definition declares it.
func (e *Error) parse(response *http.Response, content []byte, operation string, redact func(string) string) {
	e.Status = response.StatusCode
	e.readProblem(response, content, redact)
	isDeclared := e.isProblemDocument || len(content) == 0 && slices.Contains(names.EmptyErrors[operation], e.Status)
	if !isDeclared {
		const hint = "the response is not a problem document, so it may not come from Rebilly: check base_url and any proxy"
		e.Detail = strings.TrimPrefix(e.Detail+": "+hint, ": ")
		e.OutcomeUnknown = e.OutcomeUnknown || e.Method != http.MethodGet && !isNotProcessed(e.Status)
	}
	e.readWait(response, redact)
	if e.Status >= 300 && e.Status < 400 {
		e.Detail = describeRedirect(response, redact)
	}
}

// readProblem reads the fields of a problem document and redacts them. Only a response with the fields and the media type of one is
// a problem document.
func (e *Error) readProblem(response *http.Response, content []byte, redact func(string) string) {
	var problem struct {
		Type          string         `json:"type"`
		Status        int            `json:"status"`
		Title         string         `json:"title"`
		Detail        string         `json:"detail"`
		Error         string         `json:"error"`
		InvalidFields []InvalidField `json:"invalidFields"`
	}
	isDecoded := decode(content, &problem) == nil
	// Gateways respond with JSON objects too, but not with these fields.
	hasFields := problem.Status == e.Status && (problem.Type != "" || problem.Title != "") || len(problem.InvalidFields) > 0
	e.isProblemDocument = isDecoded && hasFields && isJSON(response)
	e.Title, e.Detail = problem.Title, problem.Detail
	if e.Detail == "" {
		e.Detail = problem.Error
	}
	e.Title, e.Detail = redact(e.Title), redact(e.Detail)
	for _, invalid := range problem.InvalidFields[:min(len(problem.InvalidFields), maxFieldErrors)] {
		e.InvalidFields = append(e.InvalidFields, InvalidField{Field: redact(invalid.Field), Message: redact(invalid.Message)})
	}
}

// readWait reads the wait that a response requests, and adds it to the detail.
func (e *Error) readWait(response *http.Response, redact func(string) string) {
	wait, implausible := retryAfter(response, time.Now)
	e.WaitTooLong = wait > maxRetryAfter
	switch {
	case implausible != "":
		e.Detail = strings.TrimSpace(fmt.Sprintf("%s The response requests an implausible wait (%s).", e.Detail, redact(implausible)))
	case wait > 0:
		e.Detail = strings.TrimSpace(fmt.Sprintf("%s Rebilly accepts requests again in %s, at %s.", e.Detail, wait, utc(time.Now().Add(wait))))
	}
}

// describeRedirect returns the detail of a redirect, with the host that it points to.
func describeRedirect(response *http.Response, redact func(string) string) string {
	detail := "the response is a redirect, which is not followed because the API key would be sent with it"
	if location, err := url.Parse(response.Header.Get("Location")); err == nil && location.Host != "" {
		detail += "; it points to the host " + redact(location.Host)
	}
	return detail
}

// isJSON reports whether a response has one of the media types of a problem document.
func isJSON(response *http.Response) bool {
	mediaType, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	return err == nil && (mediaType == "application/json" || mediaType == "application/problem+json")
}

// isNotProcessed reports whether a status means that the request was not processed, whatever the response is.
func isNotProcessed(status int) bool {
	return status == http.StatusMisdirectedRequest || status == http.StatusTooEarly || status == http.StatusTooManyRequests
}

// IsNotFound reports whether the object does not exist. A 404 without a problem document may be from a proxy, so a list must confirm
// it. A 404 to a PUT, which would create the object, is about an object that it refers to.
func IsNotFound(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.isNotFound() && (e.isProblemDocument || e.isAbsenceConfirmed)
}

// isUnconfirmedNotFound reports whether the error is a 404 that may be from a proxy.
func isUnconfirmedNotFound(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.isNotFound() && !IsNotFound(e)
}

func (e *Error) isNotFound() bool {
	return e.Method != http.MethodPut && (e.Status == http.StatusNotFound || e.Status == http.StatusGone)
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
