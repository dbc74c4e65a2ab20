package contract

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// ValidateTraffic fails a test if a request that reaches a server, or a response of the server, violates the definition.
// It does not see what interceptors that are added later change in a request or a response.
func ValidateTraffic(t testing.TB, server interface {
	Intercept(f func(w http.ResponseWriter, r *http.Request, next http.Handler)) (remove func())
},
) {
	t.Helper()
	// The definition is loaded for the first request: most tests of a package may send none.
	server.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		definition, err := Load()
		if err != nil {
			t.Error(err)
			return
		}
		definition.Middleware(next, t.Errorf).ServeHTTP(w, r)
	})
}

// Middleware returns a handler that validates requests and responses against the definition, and reports each violation.
func (d *Definition) Middleware(next http.Handler, report func(format string, args ...any)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(sent))
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		for _, violation := range d.violations(r, sent, recorder) {
			report("API definition violation: %s %s (status %d): %s", r.Method, r.URL.Path, recorder.Code, violation)
		}
		for name, values := range recorder.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(recorder.Body.Bytes())
	})
}

func (d *Definition) violations(r *http.Request, sent []byte, recorder *httptest.ResponseRecorder) []string {
	_, path, ok := strings.Cut(strings.TrimPrefix(declaredPath(r.URL.Path), "/organizations/"), "/")
	if !ok || undeclaredPath["/"+strings.TrimSuffix(path, "/")] != "" {
		return nil
	}
	pointer, template := d.operation(r.Method, "/"+path)
	accepted := recorder.Code >= 200 && recorder.Code < 300
	if pointer == "" {
		if accepted {
			return []string{fmt.Sprintf("the definition has no such operation (path %q)", template)}
		}
		return nil
	}
	var found []string
	if accepted && len(sent) > 0 {
		found = append(found, d.requestViolations(pointer, sent)...)
	}
	return append(found, d.responseViolations(pointer, recorder, sent)...)
}

// requestViolations returns the reasons why an accepted request should have been refused, or should not have been sent.
func (d *Definition) requestViolations(pointer string, sent []byte) []string {
	value, err := parse(sent)
	if err != nil {
		return []string{"accepted, but not JSON: " + err.Error()}
	}
	_, location := d.at(pointer + "/requestBody")
	declared, schema := d.at(location + "/content/application~1json/schema")
	value = d.withoutReadOnly(d.resolve(declared), value)
	schema, value = adjustRequest(schema, value)
	return d.schemaViolations("request", schema, value)
}

func (d *Definition) responseViolations(pointer string, recorder *httptest.ResponseRecorder, sent []byte) []string {
	status := strconv.Itoa(recorder.Code)
	response, location := d.at(pointer + "/responses/" + status)
	if response == nil {
		if undeclaredStatus[recorder.Code] != "" {
			return nil
		}
		return []string{"the definition does not declare this status for the operation"}
	}
	var found []string
	if recorder.Code == http.StatusCreated && recorder.Header().Get("Location") == "" {
		found = append(found, "201 without Location")
	}
	declared, schema := d.at(location + "/content/application~1json/schema")
	if declared == nil {
		if recorder.Body.Len() > 0 {
			found = append(found, "a body where the definition has none")
		}
		return found
	}
	value, err := parse(recorder.Body.Bytes())
	if err != nil {
		return append(found, "the response is not JSON: "+err.Error())
	}
	request, _ := parse(sent)
	for _, value := range splitMethods(schema, value) {
		value = adjustResponse(withWriteOnly(d.resolve(declared), value, request))
		found = append(found, d.schemaViolations("response", schema, value)...)
	}
	return found
}

func (d *Definition) schemaViolations(what, schema string, value any) []string {
	var found []string
	if err := d.validate(schema, value); err != nil {
		found = append(found, what+": "+err.Error())
	}
	resolved, _ := d.at(schema)
	for _, field := range d.undeclaredFields(d.resolve(resolved), value, "") {
		if !emulatorFields[field[strings.LastIndex(field, ".")+1:]] && !documentedScope.MatchString(field) {
			found = append(found, fmt.Sprintf("%s: the definition has no field %q", what, field))
		}
	}
	return found
}
