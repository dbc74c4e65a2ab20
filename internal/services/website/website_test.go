package website_test

import (
	"maps"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const typeName = "rebilly_website"

type object = coretest.Object

// website returns a minimal website with additional attributes.
func website(attributes object) object {
	config := object{"name": "Shop", "url": "https://shop.example.com", "service_phone": "+1 555 0100", "service_email": "help@example.com"}
	maps.Copy(config, attributes)
	return config
}

func maximal() object {
	return website(object{
		"id":      "web_maximal",
		"logo_id": "file_1",
		"settings": object{
			"deposit_form": object{"theme": object{
				"color_primary": "0044d4", "color_secondary": "ffffff", "button_template": "Pay {{amount}}",
			}},
			"payment_form": object{
				"css":   ".button { color: red }",
				"theme": object{"colorPrimary": "#504CCA", "fontFamily": "serif"},
				"features": object{
					"show_coupons": []any{"money", "invoice"}, "full_page_redirect": true,
					"skip_redirect_on_payment_complete": true, "hide_zero_amount_summary_items": true,
				},
			},
			"amplitude": object{"tracking": true, "api_key": "35d1795750c585984f7e6b01c0ca6e19"},
			"payout_request": object{
				"automatic_readiness_enabled": true, "pending_period_hours": 24, "automatic_readiness_time": "10:00:00Z",
			},
		},
		"custom_fields":       object{"tier": "gold", "weights": []any{"a"}},
		"deletion_protection": false,
	})
}

func TestMatrix(t *testing.T) {
	coretest.Matrix(t, coretest.Case{
		Type:       typeName,
		Collection: "websites",
		Derived:    []string{"logoUrl"},
		Configs: map[string]coretest.Object{
			"minimal": website(nil),
			"maximal": maximal(),
			"nulls":   website(object{"logo_id": nil, "settings": nil, "custom_fields": nil}),
			"null settings": website(object{"settings": object{
				"deposit_form":   object{"theme": nil},
				"payment_form":   object{"css": nil, "theme": nil, "features": nil},
				"amplitude":      object{"tracking": nil, "api_key": nil},
				"payout_request": object{"automatic_readiness_enabled": nil, "pending_period_hours": nil, "automatic_readiness_time": nil},
			}}),
			"empties": website(object{
				"logo_id": "", "custom_fields": object{},
				"settings": object{
					"deposit_form": object{"theme": object{"color_primary": "", "color_secondary": "", "button_template": ""}},
					"payment_form": object{"css": "", "theme": object{}, "features": object{"show_coupons": []any{}}},
					"amplitude":    object{}, "payout_request": object{},
				},
			}),
			"empty settings": website(object{"settings": object{}}),
			"empty objects": website(object{"settings": object{
				"deposit_form": object{"theme": object{}}, "payment_form": object{"features": object{}},
			}}),
			"zeroes": website(object{"settings": object{
				"payment_form":   object{"features": object{"full_page_redirect": false}},
				"amplitude":      object{"tracking": false},
				"payout_request": object{"automatic_readiness_enabled": false},
			}}),
		},
		Changes: map[string]any{
			"name":          "Store",
			"url":           "https://store.example.com",
			"service_phone": "+1 555 0101",
			"service_email": "care@example.com",
			"logo_id":       "file_2",
			"settings.deposit_form.theme.color_primary":                        "000000",
			"settings.deposit_form.theme.color_secondary":                      "111111",
			"settings.deposit_form.theme.button_template":                      "Deposit {{amount}}",
			"settings.payment_form.css":                                        "",
			"settings.payment_form.theme.colorPrimary":                         "#000000",
			"settings.payment_form.features.show_coupons":                      []any{"money"},
			"settings.payment_form.features.full_page_redirect":                false,
			"settings.payment_form.features.skip_redirect_on_payment_complete": false,
			"settings.payment_form.features.hide_zero_amount_summary_items":    false,
			"settings.amplitude.tracking":                                      false,
			"settings.amplitude.api_key":                                       "99999999999999999999",
			"settings.payout_request.automatic_readiness_enabled":              false,
			"settings.payout_request.pending_period_hours":                     48,
			"settings.payout_request.automatic_readiness_time":                 "11:00",
			"custom_fields.tier":                                               "silver",
			"deletion_protection":                                              true,
		},
		Clears: []string{
			"logo_id", "settings", "settings.deposit_form", "settings.deposit_form.theme", "settings.deposit_form.theme.color_primary",
			"settings.payment_form", "settings.payment_form.css", "settings.payment_form.theme", "settings.payment_form.theme.fontFamily",
			"settings.payment_form.features", "settings.payment_form.features.show_coupons",
			"settings.payment_form.features.full_page_redirect",
			"settings.amplitude", "settings.amplitude.api_key", "settings.payout_request", "custom_fields", "custom_fields.tier",
		},
	})
}

func TestValidate_InvalidConfigurations(t *testing.T) {
	for name, test := range map[string]struct {
		config     object
		path, want string
	}{
		"invalid email address": {website(object{"service_email": "help"}), "service_email", "e-mail"},
		"color with a hash": {
			website(object{"settings": object{"deposit_form": object{"theme": object{"color_primary": "#0044d4"}}}}),
			"settings.deposit_form.theme.color_primary",
			"without #",
		},
		"short key": {
			website(object{"settings": object{"amplitude": object{"api_key": "short"}}}), "settings.amplitude.api_key", "20",
		},
		"no waiting period": {
			website(object{"settings": object{"payout_request": object{
				"automatic_readiness_enabled": true, "automatic_readiness_time": "10:00",
			}}}),
			"settings.payout_request.pending_period_hours",
			"Set pending_period_hours",
		},
		"no time": {
			website(object{"settings": object{"payout_request": object{"automatic_readiness_enabled": true, "pending_period_hours": 1}}}),
			"settings.payout_request.automatic_readiness_time",
			"Set automatic_readiness_time",
		},
		"too many hours": {
			website(object{"settings": object{"payout_request": object{"pending_period_hours": 8761}}}),
			"settings.payout_request.pending_period_hours",
			"8760",
		},
		"no name": {object{"url": "u", "service_phone": "1", "service_email": "a@b"}, "name", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
			if got := s.Validate(typeName, test.config); !got.HasError(test.path, test.want) {
				t.Errorf("got %v, want an error at %s that contains %q", got, test.path, test.want)
			}
		})
	}
}

func TestValidate_UnknownValues(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	for _, settings := range []any{
		coretest.Unknown,
		object{"payout_request": coretest.Unknown},
		object{"payout_request": object{"automatic_readiness_enabled": coretest.Unknown}},
		object{"payout_request": object{
			"automatic_readiness_enabled": true, "pending_period_hours": coretest.Unknown, "automatic_readiness_time": coretest.Unknown,
		}},
	} {
		if got := s.Validate(typeName, website(object{"settings": settings})).Errors(); len(got) > 0 {
			t.Errorf("settings %v: got %v, want no errors", settings, got)
		}
	}
}
