package reference_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

type object = coretest.Object

// TestDataSources reads each list, in every form of responses.
func TestDataSources(t *testing.T) {
	for _, options := range []emulator.Options{{}, {OmitNulls: true, UnknownFields: true, PageLimit: 10}} {
		rebilly := fakeapi.Start(t, options)
		s := coretest.NewCore(t, rebilly.ProviderConfig())
		events := s.Data("rebilly_event_types", object{})
		if all, _ := events.Get("event_types").([]any); len(all) != 96 {
			t.Errorf("got %d event types with %v, want the 96 of the definition", len(all), events.Diagnostics)
		}
		events = s.Data("rebilly_event_types", object{"filter": "eventType:invoice-paid"})
		want := object{
			"event_type": "invoice-paid", "title": "Invoice paid", "description": "Occurs for invoice paid.", "category": "billing",
			"rules_count": int64(0), "binds_count": int64(0),
		}
		if diff := cmp.Diff(fmt.Sprint(want), fmt.Sprint(events.Get("event_types.0"))); diff != "" {
			t.Errorf("event type differs (-want +got):\n%s", diff)
		}
		integrations := s.Data("rebilly_integrations", object{})
		for path, want := range map[string]any{
			"integrations.0.service": "google-sheets", "integrations.1.configurations.0.labels.0": "accounting",
			"integrations.1.configurations.0.event_type": "invoice-paid",
		} {
			if got := integrations.Get(path); got != want {
				t.Errorf("%s: got %v with %v, want %v", path, got, integrations.Diagnostics, want)
			}
		}
		rebilly.Put("events/{eventType}/rules", "invoice-paid", object{"rules": []any{}, "binds": []any{object{
			"name": "Receipt", "labels": []any{"receipt"}, "actions": []any{object{"name": "send-email", "title": "Receipt", "emails": []any{object{
				"templates": []any{object{"locale": "en-US", "from": "a", "to": []any{"b"}, "subject": "s", "text": "t", "html": ""}},
			}}}},
		}}})
		emails := s.Data("rebilly_email_notifications", object{})
		all, _ := emails.Get("email_notifications").([]any)
		found := ""
		for _, element := range all {
			if event, _ := element.(object); event["event_type"] == "invoice-paid" {
				found = fmt.Sprint(event["count"], " ", event["active_count"], " ", event["notifications"])
			}
		}
		if want := `1 1 [map[is_active:true labels:[receipt] title:Receipt]]`; found != want {
			t.Errorf("got the emails %s with %v, want %s", found, emails.Diagnostics, want)
		}
		rebilly.Put("send-through-attribution", "invoice-paid/1", object{
			"eventType": "invoice-paid", "versionId": "2f1f2d5c-0000-4000-8000-000000000000", "sent": 3, "goal": 10,
		})
		sent := s.Data("rebilly_send_through_attribution", object{"event_type": "invoice-paid"})
		if got := sent.Get("send_through_attribution.0.sent"); fmt.Sprint(got) != "3" {
			t.Errorf("got %v with %v, want three sent emails", got, sent.Diagnostics)
		}
		methods := s.Data("rebilly_payment_methods", object{})
		for path, want := range map[string]any{
			"payment_methods.1.api_name": "payment-card", "payment_methods.0.countries.values.0": "NL",
			"payment_methods.0.supported_currencies.mode": "subset", "payment_methods.0.recurring_payments": false,
			"payment_methods.0.landscape_logo": nil,
		} {
			if got := methods.Get(path); got != want {
				t.Errorf("%s: got %v with %v, want %v", path, got, methods.Diagnostics, want)
			}
		}
		if got := rebilly.Requests()["GET /payment-methods"]; got != 1 {
			t.Errorf("got %v, want one request for the payment methods", rebilly.Requests())
		}
	}
}

// TestDataSources_RestrictedKey reads the payment methods with a key that has no permission.
func TestDataSources_RestrictedKey(t *testing.T) {
	rebilly := fakeapi.Start(t)
	rebilly.Put("api-keys", "a", object{
		"description": "CI", "secretKey": "sk_restricted", "acl": []any{object{"scope": object{}, "permissions": []any{"GetPlan"}}},
	})
	s := coretest.NewCore(t, coretest.With(rebilly.ProviderConfig(), object{"api_key": "sk_restricted"}))
	if methods := s.Data("rebilly_payment_methods", object{}); methods.Diagnostics.HasError() {
		t.Errorf("got %v, want the payment methods", methods.Diagnostics)
	}
	for name, permission := range map[string]string{
		"rebilly_event_types": "GetEventCollection", "rebilly_integrations": "GetIntegrationCollection",
	} {
		if found := s.Data(name, object{}); !found.Diagnostics.HasError(permission) {
			t.Errorf("%s: got %v, want an error that names %s", name, found.Diagnostics, permission)
		}
	}
}
