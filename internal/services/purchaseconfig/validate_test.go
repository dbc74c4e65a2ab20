package purchaseconfig_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const typeName = "rebilly_purchase_config"

type object = coretest.Object

// items returns a complete configuration of items, with some attributes replaced.
func items(more object) object {
	return coretest.With(object{
		"website_id": "web_1", "publishable_key": "pk_sandbox_1",
		"items": []any{object{"plan_id": "plan_1", "quantity": 1}},
	}, more)
}

func ranged(quantities object) object {
	return items(object{"items": []any{object{"plan_id": "plan_1", "quantity_range": quantities}}})
}

func depositForm(more object) object {
	return object{"deposit": coretest.With(object{"currency": "USD"}, more)}
}

func instruments(more object) object { return items(object{"payment_instruments": more}) }

func TestValidate_InvalidConfigurations(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	for name, test := range map[string]struct {
		config object
		// at is the path of the error, and want a part of its text.
		at, want string
		// unknown is the attribute that makes the configuration valid if it is unknown. "" means at.
		unknown string
	}{
		"no purchase data":  {object{"website_id": "web_1"}, "", "Set exactly one of items, money", "items"},
		"jwt_only is false": {object{"jwt_only": false}, "", "Set exactly one of items, money", "jwt_only"},
		"two kinds":         {items(object{"money": object{"amount": 1, "currency": "USD"}}), "money", "items and money", ""},
		"two kinds with a token": {
			object{"invoice_id": "in_1", "transaction_id": "txn_1"}, "transaction_id", "invoice_id and transaction_id", "",
		},
		"deposit and payout": {
			object{"deposit": object{"deposit_request_id": "d"}, "payout": object{"payout_request_id": "p"}}, "payout", "deposit and payout", "",
		},
		"items with a token":      {items(object{"jwt_only": true}), "jwt_only", "no payment method", ""},
		"items without a key":     {items(object{"publishable_key": nil}), "publishable_key", "Set publishable_key", ""},
		"items without a website": {items(object{"website_id": nil}), "website_id", "Set website_id", ""},
		"no items":                {items(object{"items": []any{}}), "items", "at least 1", ""},
		"item is null":            {items(object{"items": []any{nil}}), "items", "null", ""},
		"item without a plan":     {items(object{"items": []any{object{"quantity": 1}}}), "items.0.plan_id", "required", ""},
		"plan id with a comma": {
			items(object{"items": []any{object{"plan_id": "a,b", "quantity": 1}}}), "items.0.plan_id", "letters, digits", "",
		},
		"plan twice": {
			items(object{"items": []any{object{"plan_id": "p", "quantity": 1},
				object{"plan_id": "p", "quantity": 2}}}), "items.1.plan_id", "element 0", "",
		},
		"quantity 0": {
			items(object{"items": []any{object{"plan_id": "p", "quantity": 0}}}), "items.0.quantity", "at least 1", "",
		},
		"quantity and range": {
			items(object{"items": []any{object{"plan_id": "p", "quantity": 1,
				"quantity_range": object{}}}}), "items.0.quantity_range", "Remove quantity or", "",
		},
		"no quantity": {
			items(object{"items": []any{object{"plan_id": "p"}}}), "items.0.quantity", "Set quantity or quantity_range", "",
		},
		"default above the maximum": {
			ranged(object{"default": 11, "maximum": 10}), "items.0.quantity_range.default", "greater than the maximum 10", "",
		},
		"default below the minimum": {
			ranged(object{"default": 2, "minimum": 3}), "items.0.quantity_range.default", "less than the minimum 3", "",
		},
		"default not set, minimum 2": {ranged(object{"minimum": 2}), "items.0.quantity_range.default", "If not set, the default is 1", ""},
		"default not a multiple": {
			ranged(object{"default": 7, "multiple_of": 5}), "items.0.quantity_range.default", "not a multiple of multiple_of, 5", "",
		},
		"maximum below the minimum": {
			ranged(object{"minimum": 5, "maximum": 3, "default": 5}), "items.0.quantity_range.maximum", "less than the minimum 5", "",
		},
		"multiple of 0": {ranged(object{"multiple_of": 0}), "items.0.quantity_range.multiple_of", "at least 1", ""},
		"empty thumbnail": {
			items(object{"items": []any{object{"plan_id": "p", "quantity": 1, "thumbnail": ""}}}), "items.0.thumbnail", "at least 1", "",
		},
		"addons without items": {
			object{"invoice_id": "in_1", "addons": []any{object{"plan_id": "p", "quantity": 1}}}, "addons", "requires items", "",
		},
		"bump offer without items": {
			object{"jwt_only": true, "bump_offer": []any{object{"plan_id": "p", "quantity": 1}}}, "bump_offer", "requires items", "",
		},
		"addon of quantity 0": {
			items(object{"addons": []any{object{"plan_id": "p", "quantity": 0}}}), "addons.0.quantity", "at least 1", "",
		},
		"addon without quantity": {items(object{"addons": []any{object{"plan_id": "p"}}}), "addons.0.quantity", "required", ""},
		"amount 0":               {object{"money": object{"amount": 0, "currency": "USD"}}, "money.amount", "greater than zero", ""},
		"negative amount":        {object{"money": object{"amount": -5, "currency": "USD"}}, "money.amount", "The amount is -5", ""},
		"no currency":            {object{"money": object{"amount": 5}}, "money.currency", "required", ""},
		"currency in lower case": {
			object{"money": object{"amount": 5, "currency": "usd"}}, "money.currency", "three capital letters", "",
		},
		"too many decimals": {
			object{"money": object{"amount": 9.999, "currency": "USD"}}, "money.amount", "3 decimals, but USD has 2", "money.currency",
		},
		"fraction of a yen": {
			object{"money": object{"amount": 9.5, "currency": "JPY"}}, "money.amount", "JPY has 0", "money.currency",
		},
		"money with a key but no website": {
			object{"money": object{"amount": 5, "currency": "USD"}, "publishable_key": "pk_1"}, "website_id", "Set website_id", "",
		},
		"invoice with a key": {
			object{"invoice_id": "in_1", "publishable_key": "pk_1"}, "publishable_key", "Remove publishable_key", "invoice_id",
		},
		"secret key": {
			items(object{"publishable_key": "sk_live_1"}), "publishable_key", "Secret key used as publishable_key", "",
		},
		"empty deposit":     {object{"deposit": object{}}, "deposit.deposit_request_id", "Set deposit_request_id or currency", ""},
		"deposit with both": {depositForm(object{"deposit_request_id": "d"}), "deposit.currency", "mutually exclusive", ""},
		"deposit request with an amount": {
			object{"deposit": object{"deposit_request_id": "d", "amount": 5}}, "deposit.amount", "The deposit request sets", "",
		},
		"deposit amount without currency": {
			object{"deposit": object{"amount": 5}}, "deposit.deposit_request_id", "Set deposit_request_id or currency", "deposit.currency",
		},
		"deposit button of 0": {depositForm(object{"buttons": []any{10, 0}}), "deposit.buttons.1", "greater than zero", ""},
		"deposit bounds": {
			depositForm(object{"custom_amount": object{"minimum": 50, "maximum": 20}}),
			"deposit.custom_amount.maximum", "less than the minimum 50", "",
		},
		"deposit step of 0": {
			depositForm(object{"custom_amount": object{"multiple_of": 0}}), "deposit.custom_amount.multiple_of", "greater than zero", "",
		},
		"payout without a request": {object{"payout": object{}}, "payout.payout_request_id", "required", ""},
		"transaction type":         {items(object{"transaction_type": "sale"}), "transaction_type", "purchase", ""},
		"form is an element name":  {items(object{"form": "div"}), "form", "a class or an id", ""},
		"summary is a URL":         {items(object{"summary": "https://shop.example.com"}), "summary", "a class or an id", ""},
		"unknown theme property": {
			items(object{"theme": object{"colorPrimry": "#fff"}}), "theme.colorPrimry", `"colorPrimary"`, "theme",
		},
		"theme property in snake case": {
			items(object{"theme": object{"button_hover_color_text": "#fff"}}), "theme.button_hover_color_text", `"buttonHoverColorText"`, "theme",
		},
		"empty theme property": {items(object{"theme": object{"colorText": ""}}), "theme.colorText", "Set colorText to a value", ""},
		"theme choice":         {items(object{"theme": object{"labels": "above"}}), "theme.labels", "stacked, floating", ""},
		"i18n is a list":       {items(object{"i18n": []any{"en"}}), "i18n", "object of locales", ""},
		"i18n is flat": {
			items(object{"i18n": object{"en": object{"form": "Pay"}}}), "i18n", "en.form must be an object of texts", "i18n.en.form",
		},
		"i18n of a country": {items(object{"i18n": object{"France": object{}}}), "i18n", `"France" is not a locale`, ""},
		"i18n with a number": {
			items(object{"i18n": object{"en": object{"form": object{"error": object{"a": 1}}}}}),
			"i18n", "en.form.error.a is not a string", "i18n.en.form.error",
		},
		"locale":  {items(object{"locale": "english"}), "locale", "locale such as", ""},
		"country": {items(object{"country_code": "USA"}), "country_code", "two capital letters", ""},
		"coupons": {
			items(object{"features": object{"show_coupons": []any{"form"}}}), "features.show_coupons.0", "summary", "",
		},
		"consent": {
			items(object{"features": object{"show_consent_check": []any{"summary"}}}), "features.show_consent_check.0", "confirmation", "",
		},
		"extra is a text": {items(object{"extra": "newOption"}), "extra", "object of options", ""},
		"token in extra":  {items(object{"extra": object{"jwt": "ey"}}), "extra", "Remove jwt from extra", "extra"},
		"secret key in extra": {
			items(object{"extra": object{"publishableKey": "sk_sandbox_1"}}), "extra", "Secret key used as publishable_key", "",
		},
		"address layout": {
			instruments(object{"address": object{"region": "combined"}}), "payment_instruments.address.region", "split", "",
		},
		"address field": {
			instruments(object{"address": object{"show": []any{"zip"}}}), "payment_instruments.address.show.0", "postalCode", "",
		},
		"required all": {
			instruments(object{"address": object{"require": []any{"all"}}}), "payment_instruments.address.require.0", "postalCode", "",
		},
		"additional field": {
			instruments(object{"additional_fields": object{"show": []any{"vat"}}}), "payment_instruments.additional_fields.show.0", "poNumber", "",
		},
		"card input": {
			instruments(object{"payment_card": object{"input": "stacked"}}), "payment_instruments.payment_card.input", "split", "",
		},
		"PayPal button height": {
			instruments(object{"paypal": object{"button_height": 0}}), "payment_instruments.paypal.button_height", "at least 1", "",
		},
		"Google Pay button height": {
			instruments(object{"google_pay": object{"display_options": object{"button_height": "48"}}}),
			"payment_instruments.google_pay.display_options.button_height", "48px", "",
		},
		"Apple Pay button height": {
			instruments(object{"apple_pay": object{"display_options": object{"button_height": "3em"}}}),
			"payment_instruments.apple_pay.display_options.button_height", "48px", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.Data(typeName, test.config).Diagnostics
			prefix := "error: " + test.at + ": "
			if test.at == "" {
				prefix = "error: "
			}
			if !slices.ContainsFunc(got.Errors(), func(d *tfprotov6.Diagnostic) bool {
				line := coretest.Diagnostics{d}.String()
				return strings.HasPrefix(line, prefix) && strings.Contains(line, test.want)
			}) {
				t.Errorf("got %s, want an error at %q with %q", got, test.at, test.want)
			}
			// The function has the same checks.
			_, err := coretest.CallFunction(t, "mount_config", function(test.config))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("function: got %v, want an error with %q", err, test.want)
			}
			unknown := test.unknown
			if unknown == "" {
				unknown = test.at
			}
			if later := s.Data(typeName, replaced(test.config, unknown, coretest.Unknown)).Diagnostics; later.HasError() {
				t.Errorf("unknown %s: got %s, want no error", unknown, later)
			}
			options := replaced(function(test.config), unknown, coretest.Unknown)
			if _, err := coretest.CallFunction(t, "mount_config", options); err != nil {
				t.Errorf("function: unknown %s: got %v, want no error", unknown, err)
			}
		})
	}
}

// replaced returns a copy of a configuration with a different value at a path.
func replaced(config object, path string, value any) object {
	var walk func(v any, steps []string) any
	walk = func(v any, steps []string) any {
		if len(steps) == 0 {
			return value
		}
		if i, err := strconv.Atoi(steps[0]); err == nil {
			list := slices.Clone(v.([]any))
			list[i] = walk(list[i], steps[1:])
			return list
		}
		members, _ := v.(object)
		members = coretest.With(object{}, members)
		members[steps[0]] = walk(members[steps[0]], steps[1:])
		return members
	}
	return walk(config, strings.Split(path, ".")).(object)
}

func TestValidate_Warnings(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	got := s.Data(typeName, depositForm(object{"amount": 20})).Diagnostics
	if got.HasError() || !got.HasWarning("deposit.currency", "deposit_request_id") {
		t.Errorf("got %s, want a warning at deposit.currency", got)
	}
	unknownKey := object{"deposit": object{"deposit_request_id": "d"}, "publishable_key": coretest.Unknown}
	if got := s.Data(typeName, unknownKey).Diagnostics; !got.HasError("publishable_key", "Remove publishable_key") {
		t.Errorf("got %s, want an error at publishable_key", got)
	}
	misnamed := object{"jwt_only": true, "i18n": object{"en": object{"forms": object{"or": "Or"}}}}
	if got := s.Data(typeName, misnamed).Diagnostics; got.HasError() || !got.HasWarning("i18n", `Did you mean "form"?`) {
		t.Errorf("got %s, want a warning at i18n", got)
	}
}

// TestValidate_ErrorOrder repeats validations, because the order of Go's maps differs in each run.
func TestValidate_ErrorOrder(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	for name, test := range map[string]struct {
		config object
		want   []string
	}{
		"amounts": {
			depositForm(object{"amount": 0, "custom_amount": object{"minimum": 0, "maximum": 0, "multiple_of": 0}}),
			[]string{"deposit.amount", "custom_amount.maximum", "custom_amount.minimum", "custom_amount.multiple_of"},
		},
		"theme": {
			items(object{"theme": object{"aaaa": "1", "bbbb": "1", "cccc": "1", "dddd": "1"}}),
			[]string{"theme.aaaa", "theme.bbbb", "theme.cccc", "theme.dddd"},
		},
		"i18n names": {
			items(object{"i18n": object{"en": object{"form": object{"a": 1, "b": 1, "c": 1, "d": 1}}}}), []string{"en.form.a is not a string"},
		},
		"i18n sections": {
			items(object{"i18n": object{"en": object{"form": object{"a": 1}, "result": object{"b": 1}, "summary": object{"c": 1}}}}),
			[]string{"en.form.a", "en.result.b", "en.summary.c"},
		},
	} {
		for range 10 {
			got := s.Data(typeName, test.config).Diagnostics
			rest := got.String()
			for _, part := range test.want {
				_, after, found := strings.Cut(rest, part)
				if !found {
					t.Fatalf("%s: got\n%s\nwant %q in this order", name, got, test.want)
				}
				rest = after
			}
		}
	}
}

func TestValidate_UnknownValues(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	for _, kind := range []string{"items", "money", "invoice_id", "transaction_id", "deposit", "payout", "jwt_only"} {
		if got := s.Data(typeName, object{kind: coretest.Unknown}).Diagnostics; len(got) > 0 {
			t.Errorf("unknown %s: got %s, want no diagnostics", kind, got)
		}
	}
}

func TestValidate_NothingSetWarns(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	const quantity = "items.0.quantity_range"
	for at, config := range map[string]object{
		"features":                                       items(object{"features": object{}}),
		"payment_instruments":                            instruments(object{}),
		"payment_instruments.address":                    instruments(object{"address": object{"show": nil}}),
		"payment_instruments.additional_fields":          instruments(object{"additional_fields": object{}}),
		"payment_instruments.payment_card":               instruments(object{"payment_card": object{}}),
		"payment_instruments.paypal":                     instruments(object{"paypal": object{}}),
		"payment_instruments.google_pay.display_options": instruments(object{"google_pay": object{"display_options": object{}}}),
		quantity:                ranged(object{}),
		"deposit.custom_amount": depositForm(object{"custom_amount": object{}}),
	} {
		config["locale"] = coretest.Unknown
		summary := "No attribute set in " + strings.ReplaceAll(at, ".0", "[0]")
		if got := s.Data(typeName, config).Diagnostics; got.HasError() || !got.HasWarning(at, summary, "misspelled") {
			t.Errorf("got %v, want a warning at %s", got, at)
		}
	}
	for _, config := range []object{
		items(object{"features": coretest.Unknown}), items(object{"features": object{"hide_result": coretest.Unknown}}),
		items(object{"features": object{"hide_result": false}, "locale": coretest.Unknown}),
		// Its presence adds a permission.
		items(object{"payment_instruments": object{"apple_pay": object{}}, "locale": coretest.Unknown}),
	} {
		if got := s.Data(typeName, config).Diagnostics; len(got) > 0 {
			t.Errorf("%v: got %v, want no diagnostics", config, got)
		}
	}
}
