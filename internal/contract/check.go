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

// Hold holds every request that reaches a server, and every answer of its own, to the definition, where it is at hand.
// What interceptors added later do to a request or an answer is not checked.
func Hold(t testing.TB, server interface {
	Intercept(f func(w http.ResponseWriter, r *http.Request, next http.Handler)) (remove func())
},
) {
	t.Helper()
	definition, err := FromEnvironment()
	if err != nil {
		t.Fatal(err)
	}
	if definition == nil {
		return
	}
	server.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		definition.Checked(next, t.Errorf).ServeHTTP(w, r)
	})
}

// Checked is a handler whose requests and answers are held to the definition. Each breach is reported and named.
func (d *Definition) Checked(next http.Handler, report func(format string, args ...any)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(sent))
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		for _, breach := range d.breaches(r, sent, recorder) {
			report("against the API definition: %s %s (status %d): %s", r.Method, r.URL.Path, recorder.Code, breach)
		}
		for name, values := range recorder.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(recorder.Body.Bytes())
	})
}

func (d *Definition) breaches(r *http.Request, sent []byte, recorder *httptest.ResponseRecorder) []string {
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
		found = append(found, d.requestBreaches(pointer, sent)...)
	}
	return append(found, d.answerBreaches(pointer, recorder, sent)...)
}

// requestBreaches are the reasons why a request that was accepted should have been refused, or not been sent.
func (d *Definition) requestBreaches(pointer string, sent []byte) []string {
	value, err := parse(sent)
	if err != nil {
		return []string{"accepted, but not JSON: " + err.Error()}
	}
	_, location := d.at(pointer + "/requestBody")
	_, schema := d.at(location + "/content/application~1json/schema")
	declared, _ := d.at(schema)
	value = d.writable(d.resolve(declared), value)
	schema, value = requestDefects(schema, value)
	return d.misfits("request", schema, value)
}

func (d *Definition) answerBreaches(pointer string, recorder *httptest.ResponseRecorder, sent []byte) []string {
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
		return append(found, "the answer is not JSON: "+err.Error())
	}
	asked, _ := parse(sent)
	resolved, _ := d.at(schema)
	for _, value := range answered(schema, value) {
		found = append(found, d.misfits("answer", schema, answerDefects(writtenOnly(d.resolve(resolved), value, asked)))...)
	}
	return found
}

func (d *Definition) misfits(what, schema string, value any) []string {
	var found []string
	if err := d.invalid(schema, value); err != nil {
		found = append(found, what+": "+err.Error())
	}
	resolved, _ := d.at(schema)
	for _, field := range d.undeclared(d.resolve(resolved), value, "") {
		if !emulatorsOwn[field[strings.LastIndex(field, ".")+1:]] && !documentedScope.MatchString(field) {
			found = append(found, fmt.Sprintf("%s: the definition has no field %q", what, field))
		}
	}
	return found
}
