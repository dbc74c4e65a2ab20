package names_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts"
	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
)

// TestOperation compares the operation of every path outside the storefront with the API definition.
func TestOperation(t *testing.T) {
	document, err := apifacts.Document()
	if err != nil {
		t.Fatal(err)
	}
	parameter := regexp.MustCompile(`{[^}]+}`)
	paths, _ := document["paths"].(map[string]any)
	count := 0
	for path, item := range paths {
		if strings.HasPrefix(path, "/storefront") {
			continue
		}
		operations, _ := item.(map[string]any)
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			operation, ok := operations[strings.ToLower(method)].(map[string]any)
			if !ok {
				continue
			}
			count++
			for _, request := range []string{path, parameter.ReplaceAllString(path, "x_1")} {
				if got := names.Operation(method, request); got != operation["operationId"] {
					t.Errorf("%s %s: got %q, want %q", method, request, got, operation["operationId"])
				}
			}
		}
	}
	if count < 250 {
		t.Errorf("got %d operations, want at least 250", count)
	}
	if got := names.Operation("GET", "nowhere/x"); got != "" {
		t.Errorf("got %q for a path that does not exist, want none", got)
	}
}
