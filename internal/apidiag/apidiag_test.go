package apidiag_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/apidiag"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// TestDiagnostics_UnknownOutcome reads the advice for each kind of failure after which Rebilly may have carried out a POST: what to do
// about that comes first, and nothing advises to repeat the request.
func TestDiagnostics_UnknownOutcome(t *testing.T) {
	const outcome = "Check in Rebilly before you send it again."
	repeats := regexp.MustCompile(`(?i)apply again|run terraform again|nothing was changed|was not changed`)
	failures := []rebilly.Error{
		{Err: context.Canceled},
		{Err: http.ErrHandlerTimeout},
		{Status: http.StatusTooManyRequests, WaitTooLong: true},
		{Status: http.StatusUnprocessableEntity, InvalidFields: []rebilly.InvalidField{{Field: "url", Message: "is not valid"}}},
	}
	for _, status := range []int{200, 302, 400, 401, 403, 404, 408, 409, 410, 422, 429, 451, 500, 502, 503, 504} {
		failures = append(failures, rebilly.Error{Status: status, Detail: "The reason"})
	}
	for _, failure := range failures {
		failure.Method, failure.Path = http.MethodPost, "/organizations/org_shop/previews/webhooks"
		for _, conflictAdvice := range []string{"", "There is one already."} {
			operation := apidiag.Operation{Verb: "send", Object: "test webhook", UnknownOutcomeAdvice: outcome, ConflictAdvice: conflictAdvice}
			failure.OutcomeUnknown = true
			detail := operation.Diagnostics(&failure)[0].Detail()
			if _, advice, _ := strings.Cut(detail, "\n\n"); !strings.HasPrefix(advice, outcome) || repeats.MatchString(detail) {
				t.Errorf("%s: got\n%s\nwant %q first, and no advice to apply again", fmt.Sprint(&failure), detail, outcome)
			}
			failure.OutcomeUnknown = false
			if detail := operation.Diagnostics(&failure)[0].Detail(); strings.Contains(detail, outcome) {
				t.Errorf("%s: got\n%s\nwant no advice about an unknown outcome", fmt.Sprint(&failure), detail)
			}
		}
	}
}
