package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// allowedHeaders are the headers that Rebilly's libraries send from a browser.
var allowedHeaders = strings.Join([]string{"authorization", "content-type", "reb-api-consumer", "reb-apikey"}, ", ")

// writeCORS allows requests from pages of other origins, and reports whether the request was a preflight request.
func writeCORS(w http.ResponseWriter, r *http.Request) (preflight bool) {
	if r.Header.Get("Origin") == "" {
		return false
	}
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	if r.Method != http.MethodOptions {
		return false
	}
	header.Set("Access-Control-Allow-Methods", strings.Join(corsMethods, ", "))
	header.Set("Access-Control-Allow-Headers", allowedHeaders)
	w.WriteHeader(http.StatusNoContent)
	return true
}

var corsMethods = []string{"DELETE", "GET", "PATCH", "POST", "PUT"}

// isAPIKeys reports whether a request is for API keys: a page that knows the emulator's secret key must not create others.
func isAPIKeys(r *http.Request) bool {
	return slices.Contains(strings.Split(r.URL.Path, "/"), "api-keys")
}
