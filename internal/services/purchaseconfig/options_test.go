package purchaseconfig_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// public is the beginning of every configuration with a publishable key.
const public = `"apiMode":"sandbox","organizationId":"org_acctest","publishableKey":"pk_sandbox_1","websiteId":"web_1"`

func TestOptions_PurchaseTypes(t *testing.T) {
	_, s := shop(t)
	for name, test := range map[string]struct {
		config      object
		json        string
		permissions string
	}{
		"items": {items(nil), `{` + public + `,"items":[{"planId":"plan_1","quantity":1}]}`, ""},
		"items with all options": {
			items(object{
				"items": []any{
					object{"plan_id": "plan_1", "quantity": 2, "thumbnail": "https://shop.example.com/a.png?x=1&y=<2>"},
					object{"plan_id": "plan_2", "quantity_range": object{"default": 10, "minimum": 5, "maximum": 50, "multiple_of": 5}},
				},
				"addons":           []any{object{"plan_id": "plan_1", "quantity": 1}},
				"bump_offer":       []any{object{"plan_id": "plan_2", "quantity": 3, "thumbnail": "/b.png"}},
				"transaction_type": "setup",
			}),
			`{` + public + `,"items":[{"planId":"plan_1","quantity":2,"thumbnail":"https://shop.example.com/a.png?x=1\u0026y=\u003c2\u003e"},` +
				`{"planId":"plan_2","quantity":{"default":10,"minimum":5,"maximum":50,"multipleOf":5}}],` +
				`"addons":[{"planId":"plan_1","quantity":1}],"bumpOffer":[{"planId":"plan_2","quantity":3,"thumbnail":"/b.png"}],` +
				`"transactionType":"setup"}`,
			"",
		},
		"quantity range": {
			ranged(object{}), `{` + public + `,"items":[{"planId":"plan_1","quantity":{}}]}`, "",
		},
		"money": {
			object{
				"website_id": "web_1", "publishable_key": "pk_sandbox_1",
				"money": object{"amount": coretest.Sub("1", "0.99"), "currency": "USD"},
			},
			`{` + public + `,"money":{"amount":0.01,"currency":"USD"}}`, "",
		},
		"gold": {
			object{"money": object{"amount": 1.2345, "currency": "XAU"}}, `{"apiMode":"sandbox","money":{"amount":1.2345,"currency":"XAU"}}`,
			"PostToken StorefrontGetAccount StorefrontGetPaymentInstrumentCollection StorefrontGetTransaction StorefrontPostPayment " +
				"StorefrontPostReadyToPay",
		},
		"money with a token": {
			object{"website_id": "web_1", "money": object{"amount": json.Number("1234567890.12"), "currency": "EUR"}},
			`{"apiMode":"sandbox","websiteId":"web_1","money":{"amount":1234567890.12,"currency":"EUR"}}`,
			"PostToken StorefrontGetAccount StorefrontGetPaymentInstrumentCollection StorefrontGetTransaction StorefrontPostPayment " +
				"StorefrontPostReadyToPay",
		},
		"invoice": {
			object{"invoice_id": "in_unpaid"}, `{"apiMode":"sandbox","invoiceId":"in_unpaid"}`,
			"PostToken StorefrontGetAccount StorefrontGetInvoice StorefrontGetPaymentInstrumentCollection StorefrontGetTransaction " +
				"StorefrontPostPayment StorefrontPostReadyToPay",
		},
		"invoice and its website": {
			object{"invoice_id": "in_unpaid", "website_id": "web_1"}, `{"apiMode":"sandbox","websiteId":"web_1","invoiceId":"in_unpaid"}`,
			"PostToken StorefrontGetAccount StorefrontGetInvoice StorefrontGetPaymentInstrumentCollection StorefrontGetTransaction " +
				"StorefrontPostPayment StorefrontPostReadyToPay",
		},
		"transaction": {
			object{"transaction_id": "txn_waiting-approval"}, `{"apiMode":"sandbox","transactionId":"txn_waiting-approval"}`,
			"PostToken StorefrontGetAccount StorefrontGetInvoice StorefrontGetPaymentInstrumentCollection StorefrontGetTransaction " +
				"StorefrontPostPayment StorefrontPostReadyToPay",
		},
		"transaction that saves a card": {
			object{"transaction_id": "txn_setup"}, `{"apiMode":"sandbox","transactionId":"txn_setup"}`,
			"PostToken StorefrontGetAccount StorefrontGetInvoice StorefrontGetPaymentInstrumentCollection StorefrontGetTransaction " +
				"StorefrontPostPayment StorefrontPostPaymentInstrument StorefrontPostPaymentInstrumentSetup StorefrontPostReadyToPay",
		},
		"deposit request": {
			object{"deposit": object{"deposit_request_id": "dep_created"}}, `{"apiMode":"sandbox","deposit":{"depositRequestId":"dep_created"}}`,
			"PostToken StorefrontGetAccount StorefrontGetDepositRequest StorefrontGetPaymentInstrumentCollection StorefrontGetTransaction " +
				"StorefrontPostDeposit StorefrontPostPayment StorefrontPostReadyToPay",
		},
		"deposit form": {
			depositForm(object{
				"amount": 20, "buttons": []any{9.9, 50}, "editable": false,
				"custom_amount": object{"minimum": 0.5, "maximum": 1000, "multiple_of": json.Number("0.10")},
			}),
			`{"apiMode":"sandbox","deposit":{"currency":"USD","amount":20,"buttons":[9.9,50],"editable":false,"customAmount":{"minimum":0.5,` +
				`"maximum":1000,"multipleOf":0.1}}}`,
			"PostToken StorefrontGetAccount StorefrontGetDepositRequest StorefrontGetPaymentInstrumentCollection StorefrontGetTransaction " +
				"StorefrontPostDeposit StorefrontPostPayment StorefrontPostReadyToPay",
		},
		"payout": {
			object{"payout": object{"payout_request_id": "po_pending"}}, `{"apiMode":"sandbox","payout":{"payoutRequestId":"po_pending"}}`,
			"PostToken StorefrontGetAccount StorefrontGetPaymentInstrumentCollection StorefrontGetPayoutRequest StorefrontPatchPayoutRequest " +
				"StorefrontPostPaymentInstrument StorefrontPostReadyToPayout",
		},
	} {
		t.Run(name, func(t *testing.T) {
			read := s.Data(typeName, test.config)
			if read.Removed() {
				t.Fatal(read.Diagnostics)
			}
			function, err := coretest.CallFunction(t, "mount_config", function(test.config))
			if diff := cmp.Diff(read.Get("config"), function); err != nil || diff != "" {
				t.Errorf("function: got %v (-config +function)\n%s", err, diff)
			}
			if got := read.Get("json"); got != test.json {
				t.Errorf("got %s\nwant %s", got, test.json)
			}
			var permissions []string
			for _, permission := range read.Get("permissions").([]any) {
				permissions = append(permissions, permission.(string))
			}
			if got := strings.Join(permissions, " "); got != test.permissions {
				t.Errorf("got permissions %s\nwant %s", got, test.permissions)
			}
			if got := read.Get("requires_jwt"); got != (test.permissions != "") {
				t.Errorf("got requires_jwt %v, want %t", got, test.permissions != "")
			}
		})
	}
}

func TestOptions_Token(t *testing.T) {
	_, s := shop(t)
	read := s.Data(typeName, object{"jwt_only": true})
	if read.Get("json") != `{"apiMode":"sandbox"}` || read.Get("requires_jwt") != true || len(read.Get("permissions").([]any)) != 27 {
		t.Errorf("got %v %s, want only apiMode and 27 permissions", read.Object(), read.Diagnostics)
	}
}

func TestOptions_TokenForSavingCard(t *testing.T) {
	_, s := shop(t)
	permissions, _ := s.Data(typeName, object{"invoice_id": "in_unpaid", "transaction_type": "setup"}).Get("permissions").([]any)
	if len(permissions) != 9 || !slices.Contains(permissions, any("StorefrontPostPaymentInstrumentSetup")) {
		t.Errorf("invoice: got %v, want 9 permissions with the setup", permissions)
	}
	if permissions, _ := s.Data(typeName, object{"jwt_only": true,
		"transaction_type": "setup"}).Get("permissions").([]any); len(permissions) != 27 {
		t.Errorf("jwt_only: got %d permissions, want 27", len(permissions))
	}
}

func TestOptions_LiveMode(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, coretest.With(rebilly.ProviderConfig(), object{"environment": "live"}))
	if read := s.Data(typeName, object{"jwt_only": true}); read.Get("config.apiMode") != "live" {
		t.Errorf("got apiMode %v %s, want live", read.Get("config.apiMode"), read.Diagnostics)
	}
}

// presentation returns every option for the appearance and behavior of the checkout.
func presentation() object {
	wallet := func(color string) object {
		return object{"display_options": object{"button_color": color, "button_height": "40px", "button_type": "buy"}}
	}
	return object{
		"form": "#checkout", "summary": ".summary", "css": "a > b { content: '</script><!--' }", "locale": "en-GB", "country_code": "GB",
		"theme": object{"labels": "floating", "colorPrimary": "#0d2b3e", "fontSizeBase": nil},
		"i18n": object{"en": object{"form": object{"or": "Or\u2028pay", "error": object{"noPaymentMethods": "None"}, "andMore": "etc.",
			"zz": "z", "mm": "m"}, "summary": nil}},
		"features": object{
			"enable_telemetry": false, "hide_confirmation": true, "hide_result": true, "full_page_redirect": true,
			"hide_continue": true, "hide_zero_amount_summary_items": true, "show_coupons": []any{"confirmation", "summary"},
			"show_consent_check": []any{"form", "confirmation"},
		},
		"payment_instruments": object{
			"compact_express_instruments": true, "allow_create": false, "allow_update": true, "allow_deactivate": true, "allow_make_default": true,
			"address": object{
				"name": "combined", "region": "stacked", "show": []any{"all"}, "hide": []any{}, "require": []any{"email", "country"},
			},
			"additional_fields": object{"show": []any{"poNumber"}, "require": []any{"poNumber"}},
			"payment_card":      object{"input": "split"},
			"paypal":            object{"button_height": 40},
			"google_pay":        wallet("white"),
			"apple_pay":         wallet("black"),
		},
	}
}

func TestOptions_Appearance(t *testing.T) {
	_, s := shop(t)
	read := s.Data(typeName, coretest.With(items(nil), presentation()))
	if read.Removed() {
		t.Fatal(read.Diagnostics)
	}
	wallet := func(color string) string {
		return `{"displayOptions":{"buttonColor":"` + color + `","buttonHeight":"40px","buttonType":"buy"}}`
	}
	want := `{` + public + `,"items":[{"planId":"plan_1","quantity":1}]` +
		`,"form":"#checkout","summary":".summary","locale":"en-GB","countryCode":"GB",` +
		`"features":{"enableTelemetry":false,"hideConfirmation":true,"hideResult":true,"fullPageRedirect":true,"hideContinue":true,` +
		`"hideZeroAmountSummaryItems":true,"showConsentCheck":["form","confirmation"],"showCoupons":["confirmation","summary"]},` +
		`"paymentInstruments":{"compactExpressInstruments":true,"allowCreate":false,"allowUpdate":true,"allowDeactivate":true,` +
		`"allowMakeDefault":true,` +
		`"address":{"name":"combined","region":"stacked","show":["all"],"hide":[],"require":["email","country"]},` +
		`"additionalFields":{"show":["poNumber"],"require":["poNumber"]},"paymentCard":{"input":"split"},"paypal":{"buttonHeight":40},` +
		`"googlePay":` + wallet("white") + `,"applePay":` + wallet("black") + `},` +
		`"theme":{"colorPrimary":"#0d2b3e","labels":"floating"},` +
		`"css":"a \u003e b { content: '\u003c/script\u003e\u003c!--' }","i18n":{"en":{"form":{"andMore":"etc.",` +
		`"error":{"noPaymentMethods":"None"},"mm":"m","or":"Or\u2028pay","zz":"z"}}}}`
	if diff := cmp.Diff(want, read.Get("json")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestOptions_OutputsAgree checks that json and config have the same value, without null, and that json is safe in a script.
func TestOptions_OutputsAgree(t *testing.T) {
	_, s := shop(t)
	texts := rapid.OneOf(rapid.StringN(1, 20, -1), rapid.SampledFrom([]string{"</script>", "<!--", "\u2028", "\u2029", "]]>", "${x}",
		`\`, `"`}))
	rapid.Check(t, func(t *rapid.T) {
		config := items(object{"items": []any{object{
			"plan_id": "plan_1", "quantity": rapid.IntRange(1, 1e9).Draw(t, "quantity"), "thumbnail": texts.Draw(t, "thumbnail"),
		}}})
		if rapid.Bool().Draw(t, "is money") {
			delete(config, "items")
			cents := rapid.Int64Range(1, 1e15).Draw(t, "cents")
			config["money"] = object{"amount": json.Number(fmt.Sprintf("%d.%02d", cents/100, cents%100)), "currency": "USD"}
		}
		for name, value := range presentation() {
			if rapid.Bool().Draw(t, name) {
				config[name] = value
			}
		}
		config["css"] = texts.Draw(t, "css")
		config["i18n"] = object{"en": object{"form": object{texts.Draw(t, "name"): texts.Draw(t, "text")}}}

		read := s.WithT(t).Data(typeName, config)
		if read.Removed() {
			t.Fatal(read.Diagnostics)
		}
		text := read.Get("json").(string)
		if diff := cmp.Diff(read.Get("config"), decode(t, text)); diff != "" {
			t.Errorf("config and json differ (-config +json):\n%s", diff)
		}
		function, err := coretest.CallFunction(t, "mount_config", function(config))
		if diff := cmp.Diff(read.Get("config"), function); err != nil || diff != "" {
			t.Errorf("function: got %v (-config +function)\n%s", err, diff)
		}
		if hasNull(decode(t, text)) {
			t.Errorf("got %s, want no null", text)
		}
		for _, bad := range []string{"</", "<!--", "\u2028", "\u2029"} {
			if strings.Contains(text, bad) {
				t.Errorf("got %s, want no %q", text, bad)
			}
		}
		for name := range read.Get("config").(object) {
			if !slices.Contains(topLevel, name) {
				t.Errorf("got option %s, want an option of mount()", name)
			}
		}
	})
}

func TestOptions_Extra(t *testing.T) {
	_, s := shop(t)
	config := object{
		"jwt_only": true, "form": "#checkout", "theme": object{"colorText": "#000"},
		"features": object{"hide_result": true, "hide_continue": true},
		"extra": object{
			"form": "#other", "newOption": []any{1, nil, object{"a": nil, "b": "</script>"}}, "none": nil,
			"features": object{"hideResult": false, "newFeature": object{"level": json.Number("0.10")}, "none": nil},
			"theme":    "dark",
		},
	}
	const want = `{"apiMode":"sandbox","form":"#other","features":{"hideResult":false,"hideContinue":true,"newFeature":{"level":0.1}},` +
		`"theme":"dark","newOption":[1,null,{"b":"\u003c/script\u003e"}]}`
	read := s.Data(typeName, config)
	if got := read.Get("json"); got != want {
		t.Errorf("got %v %s\nwant %s", got, read.Diagnostics, want)
	}
	got, err := coretest.CallFunction(t, "mount_config", function(config))
	if diff := cmp.Diff(read.Get("config"), got); err != nil || diff != "" {
		t.Errorf("function: got %v (-config +function)\n%s", err, diff)
	}
	if got, err := coretest.CallFunction(t, "mount_config", function(object{"jwt_only": true, "extra": coretest.Unknown})); err != nil ||
		got != coretest.Unknown {
		t.Errorf("unknown extra: got %v, %v, want an unknown result", got, err)
	}
}

// TestOptions_InstrumentPermissions checks what options of payment instruments add to the permissions of a deposit.
func TestOptions_InstrumentPermissions(t *testing.T) {
	_, s := shop(t)
	deposit := object{"deposit": object{"deposit_request_id": "dep_created"}}
	plain, _ := s.Data(typeName, deposit).Get("permissions").([]any)
	for name, test := range map[string]struct {
		config object
		want   []any
	}{
		"no": {object{"payment_instruments": object{"allow_update": false, "google_pay": object{}}}, nil},
		"update": {
			object{"payment_instruments": object{"allow_update": true}},
			[]any{"StorefrontGetPaymentInstrument", "StorefrontPatchPaymentInstrument"},
		},
		"remove":  {object{"payment_instruments": object{"allow_deactivate": true}}, []any{"StorefrontPostPaymentInstrumentDeactivation"}},
		"default": {object{"payment_instruments": object{"allow_make_default": true}}, []any{"StorefrontPatchAccount"}},
		"Apple Pay": {
			object{"payment_instruments": object{"apple_pay": object{}}}, []any{"PostDigitalWalletValidation"},
		},
		"extra": {
			object{"payment_instruments": object{"allow_update": true},
				"extra": object{"paymentInstruments": object{"allowUpdate": false, "allowDeactivate": true}}},
			[]any{"StorefrontPostPaymentInstrumentDeactivation"},
		},
	} {
		read := s.Data(typeName, coretest.With(deposit, test.config))
		got, _ := read.Get("permissions").([]any)
		added := slices.DeleteFunc(slices.Clone(got), func(permission any) bool { return slices.Contains(plain, permission) })
		if len(plain) == 0 || !slices.Equal(added, test.want) {
			t.Errorf("%s: got %v %s, want %v in addition", name, added, read.Diagnostics, test.want)
		}
	}
}

func hasNull(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case []any:
		return slices.ContainsFunc(v, hasNull)
	case object:
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), hasNull)
	}
	return false
}

func decode(t coretest.TB, text string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%v", err)
	}
	return value
}
