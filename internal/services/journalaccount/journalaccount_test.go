package journalaccount_test

import (
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// TestDestroy_KeepsAccount checks that a plan warns that Rebilly keeps the account, and that a destroy sends no request.
func TestDestroy_KeepsAccount(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	const typeName = "rebilly_journal_account"
	config := coretest.Object{"id": "jrn_acc_a", "name": "Revenue"}
	state := s.MustApply(nil, typeName, config)
	for name, next := range map[string]coretest.Object{
		"destroy": nil, "replacement": coretest.With(config, coretest.Object{"id": "jrn_acc_b"}),
	} {
		if got := s.Plan(state, typeName, next).Diagnostics.String(); !strings.Contains(got, `The journal account "jrn_acc_a" stays in Rebilly`) {
			t.Errorf("%s: got %q, want a warning that it stays", name, got)
		}
	}
	if got := s.Plan(state, typeName, coretest.With(config, coretest.Object{"name": "Sales"})).Diagnostics; len(got) > 0 {
		t.Errorf("update: got %v, want no diagnostics", got)
	}
	if got := s.PlanReplace(state, typeName, config).Diagnostics; !got.HasError() {
		t.Errorf("-replace: got %v, want an error", got)
	}
	s.MustApply(state, typeName, nil)
	if _, exists := rebilly.Get("journal-accounts", "jrn_acc_a"); !exists {
		t.Error("got no account after the destroy, want it kept")
	}
	for request := range rebilly.Requests() {
		if strings.HasPrefix(request, "DELETE") {
			t.Errorf("got %s, want no delete", request)
		}
	}
	protected := s.MustApply(nil, typeName, coretest.Object{"name": "Kept", "deletion_protection": true})
	if plan := s.Plan(protected, typeName, nil); !plan.Diagnostics.HasError() {
		t.Error("got no error for the destroy of a protected account, want one")
	}
}
