package main

import (
	"strings"
	"testing"
	"text/template"

	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

func TestWrite(t *testing.T) {
	var definitions strings.Builder
	write(&definitions, provider.Registrations())
	const page = "{{ template `get` . }} {{ template `list` . }} {{ template `create` . }} {{ template `update` . }} {{ template `delete` . }}"
	parsed, err := template.New("page").Parse(definitions.String() + page)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"rebilly_shipping_rates":         "GetShippingRate GetShippingRateCollection PostShippingRate PutShippingRate DeleteShippingRate",
		"rebilly_authentication_options": "GetAuthenticationOption GetAuthenticationOption PutAuthenticationOption PutAuthenticationOption",
		"rebilly_email_delivery_setting": "GetEmailDeliverySetting GetEmailDeliverySettingCollection PostEmailDeliverySetting " +
			"PatchEmailDeliverySetting DeleteEmailDeliverySetting",
	} {
		var out strings.Builder
		if err := parsed.Execute(&out, map[string]string{"Name": name}); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(out.String()); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
