package emulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

const (
	product = `{"name": "Premium"}`
	website = `{"name": "Shop", "url": "shop.example", "servicePhone": "1", "serviceEmail": "a@shop.example"}`

	anyPlan   = `{"name": "Monthly", "currency": "USD", "productId": "prod_a"}`
	fixedFee  = `{"pricing": {"formula": "fixed-fee", "price": 9.90}}`
	monthly   = `{"recurringInterval": {"unit": "month", "length": 1}}`
	postpaid  = `{"recurringInterval": {"unit": "month", "length": 1, "billingTiming": "postpaid"}}`
	freeTrial = `{"trial": {"price": 0, "period": {"unit": "day", "length": 3}}}`
)

var (
	oneTime      = with(anyPlan, fixedFee)
	subscription = with(oneTime, monthly)
	trialOnly    = with(anyPlan, freeTrial)
)

// chars returns a JSON string of n multibyte characters.
func chars(n int) string { return `"` + strings.Repeat("é", n) + `"` }

// bodyTests maps a case to a body and its invalid fields, none if the body is valid.
type bodyTests map[string]struct {
	body    string
	refused []string
}

func (tests bodyTests) run(t *testing.T, collection string) {
	t.Helper()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e, c := start(t, emulator.Options{})
			e.Put("products", "prod_a", object{"name": "Seed"})
			seeded := e.Count()
			if test.refused == nil {
				c.must(201, "POST", "/"+collection, test.body)
				return
			}
			for _, request := range []string{"POST /" + collection, "PUT /" + collection + "/new"} {
				method, path, _ := strings.Cut(request, " ")
				got := c.refused(method, path, test.body)
				slices.Sort(got)
				if diff := cmp.Diff(test.refused, got); diff != "" {
					t.Errorf("%s: invalid fields differ (-want +got):\n%s", method, diff)
				}
			}
			if e.Count() != seeded {
				t.Errorf("got %d objects, want %d", e.Count(), seeded)
			}
		})
	}
}

func TestProduct_Validation(t *testing.T) {
	bodyTests{
		"minimal":       {product, nil},
		"shortest name": {`{"name": ` + chars(3) + `}`, nil},
		"short name":    {`{"name": ` + chars(2) + `}`, []string{"name"}},
		"longest":       {`{"name": ` + chars(255) + `, "unitLabel": ` + chars(50) + `, "description": ` + chars(512) + `}`, nil},
		"too long": {
			`{"name": ` + chars(256) + `, "unitLabel": ` + chars(51) + `, "description": ` + chars(513) + `}`,
			[]string{"description", "name", "unitLabel"},
		},
		"empty":               {`{}`, []string{"name"}},
		"nulls where allowed": {with(product, `{"description": null, "taxCategoryId": null, "accountingCode": null, "recognition": null}`), nil},
		"nulls where not": {
			`{"name": null, "unitLabel": null, "requiresShipping": null, "options": null, "customFields": null}`,
			[]string{"customFields", "name", "options", "requiresShipping", "unitLabel"},
		},
		"wrong types": {
			`{"name": 1, "unitLabel": true, "description": {}, "requiresShipping": "true", "options": {}, "recognition": "x", "customFields": "x"}`,
			[]string{"customFields", "description", "name", "options", "recognition", "requiresShipping", "unitLabel"},
		},
		"empty unit label":   {with(product, `{"unitLabel": ""}`), []string{"unitLabel"}},
		"options by index":   {with(product, `{"options": ["size", 1, null]}`), []string{"options.1", "options.2"}},
		"half a recognition": {with(product, `{"recognition": {"debitAccountId": "x"}}`), nil},
		"bad recognition": {
			with(product, `{"recognition": {"debitAccountId": 1, "other": 1}}`),
			[]string{"recognition.debitAccountId", "recognition.other"},
		},
		"unknown fields":        {with(product, `{"other": null, "futureSetting": "kept"}`), []string{"futureSetting", "other"}},
		"read-only is ignored":  {with(product, `{"id": 1, "createdTime": 1, "updatedTime": null, "_links": 1}`), nil},
		"empty map as an array": {with(product, `{"customFields": []}`), nil},
		"array for a map":       {with(product, `{"customFields": [1]}`), []string{"customFields"}},
	}.run(t, "products")
}

func TestCustomFields(t *testing.T) {
	tests := bodyTests{}
	for value, refused := range map[string][]string{
		`"text"`:                             nil,
		`1.50`:                               nil,
		`false`:                              nil,
		`null`:                               nil,
		`["a", "b"]`:                         nil,
		`[]`:                                 nil,
		`{"currency": "EUR", "amount": 1.1}`: nil,
		`1e999`:                              {"customFields.field"},
		`[1]`:                                {"customFields.field.0"},
		`["a", ` + chars(256) + `]`:          {"customFields.field.1"},
		`[` + strings.Repeat(`"",`, 1000) + `""]`: {"customFields.field"},
		chars(4001):                          {"customFields.field"},
		`{}`:                                 {"customFields.field.amount", "customFields.field.currency"},
		`{"currency": "EUR", "amount": "1"}`: {"customFields.field.amount"},
		`{"currency": "ZZZ", "amount": 1}`:   {"customFields.field.currency"},
		`{"currency": 1, "a": 1}`:            {"customFields.field.a", "customFields.field.amount", "customFields.field.currency"},
	} {
		tests[value[:min(len(value), 40)]] = struct {
			body    string
			refused []string
		}{with(product, `{"customFields": {"field": `+value+`}}`), refused}
	}
	tests["names"] = struct {
		body    string
		refused []string
	}{
		with(product, `{"customFields": {"a b": 1, "`+strings.Repeat("a", 61)+`": 1, "`+strings.Repeat("a", 60)+`": 1, "A-b_1": 1}}`),
		[]string{"customFields.a b", "customFields." + strings.Repeat("a", 61)},
	}
	tests.run(t, "products")
}

func TestCustomFields_Cleared(t *testing.T) {
	e, c := start(t, emulator.Options{})
	c.must(201, "PUT", "/products/a", with(product, `{"customFields": {"kept": 1, "cleared": null}}`))
	doc, _ := e.Get("products", "a")
	if fields := doc["customFields"].(object); len(fields) != 1 || fields["kept"] == nil {
		t.Errorf("stored: got %v, want the field kept only", fields)
	}
}

func TestWebsite_Validation(t *testing.T) {
	settings := func(s string) string { return with(website, `{"settings": `+s+`}`) }
	email := func(s string) string { return with(website, `{"serviceEmail": "`+s+`"}`) }
	bodyTests{
		"minimal":              {website, nil},
		"empty":                {`{}`, []string{"name", "serviceEmail", "servicePhone", "url"}},
		"read-only":            {with(website, `{"logoUrl": 1, "organizationId": 1}`), nil},
		"logo":                 {with(website, `{"logoId": `+chars(50)+`}`), nil},
		"long logo":            {with(website, `{"logoId": `+chars(51)+`}`), []string{"logoId"}},
		"no logo":              {with(website, `{"logoId": null}`), nil},
		"email without @":      {email("shop.example"), []string{"serviceEmail"}},
		"email with a name":    {email("Shop <a@shop.example>"), []string{"serviceEmail"}},
		"email with a space":   {email(" a@shop.example"), []string{"serviceEmail"}},
		"empty email":          {email(""), []string{"serviceEmail"}},
		"email with a plus":    {email("a+b@shop.example"), nil},
		"empty settings":       {settings(`{}`), nil},
		"null settings":        {settings(`null`), []string{"settings"}},
		"settings as an array": {settings(`[]`), []string{"settings"}},
		"null sections": {
			settings(`{"depositForm": null, "paymentForm": null, "amplitude": null, "payoutRequest": null}`),
			[]string{"settings.amplitude", "settings.depositForm", "settings.paymentForm", "settings.payoutRequest"},
		},
		"unknown settings": {
			settings(`{"other": 1, "amplitude": {"other": 1}}`),
			[]string{"settings.amplitude.other", "settings.other"},
		},
		"deposit form": {
			settings(`{"depositForm": {"theme": {"colorPrimary": "0044d4", "colorSecondary": null, "buttonTemplate": ` + chars(100) + `}}}`),
			nil,
		},
		"bad deposit form": {
			settings(`{"depositForm": {"theme": {"colorPrimary": "#0044d4", "colorSecondary": 1, "buttonTemplate": ` + chars(101) + `}}}`),
			[]string{
				"settings.depositForm.theme.buttonTemplate",
				"settings.depositForm.theme.colorPrimary",
				"settings.depositForm.theme.colorSecondary",
			},
		},
		"payment form": {
			settings(
				`{"paymentForm": {"css": "a{}", "theme": {"colorPrimary": "#504CCA"}, "features": {"showCoupons": ["x"], "fullPageRedirect": null}}}`,
			),
			nil,
		},
		"bad payment form": {
			settings(
				`{"paymentForm": {"css": 1, "theme": {"a": 1, "b": null, "c": ""}, "features": {"showCoupons": [1], "fullPageRedirect": "no"}}}`,
			),
			[]string{
				"settings.paymentForm.css", "settings.paymentForm.features.fullPageRedirect", "settings.paymentForm.features.showCoupons.0",
				"settings.paymentForm.theme.a", "settings.paymentForm.theme.b",
			},
		},
		"amplitude":           {settings(`{"amplitude": {"tracking": true, "apiKey": ` + chars(20) + `}}`), nil},
		"short amplitude key": {settings(`{"amplitude": {"apiKey": ` + chars(19) + `}}`), []string{"settings.amplitude.apiKey"}},
		"long amplitude key":  {settings(`{"amplitude": {"apiKey": ` + chars(51) + `}}`), []string{"settings.amplitude.apiKey"}},
		"readiness": {
			settings(`{"payoutRequest": {"automaticReadinessEnabled": true, "pendingPeriodHours": 8760, "automaticReadinessTime": "10:00:00Z"}}`),
			nil,
		},
		"readiness alone": {
			settings(`{"payoutRequest": {"automaticReadinessEnabled": true}}`),
			[]string{"settings.payoutRequest.automaticReadinessTime", "settings.payoutRequest.pendingPeriodHours"},
		},
		"readiness null hours": {
			settings(`{"payoutRequest": {"automaticReadinessEnabled": true, "pendingPeriodHours": null, "automaticReadinessTime": "10:00"}}`),
			[]string{"settings.payoutRequest.pendingPeriodHours"},
		},
		"readiness off":       {settings(`{"payoutRequest": {"automaticReadinessEnabled": false}}`), nil},
		"readiness read-only": {settings(`{"payoutRequest": {"automaticReadinessLastExecutedAt": 1}}`), nil},
		"readiness nulls": {
			settings(`{"payoutRequest": {"pendingPeriodHours": null, "automaticReadinessTime": null}}`),
			[]string{"settings.payoutRequest.automaticReadinessTime", "settings.payoutRequest.pendingPeriodHours"},
		},
		"readiness hours low": {
			settings(`{"payoutRequest": {"pendingPeriodHours": 0}}`),
			[]string{"settings.payoutRequest.pendingPeriodHours"},
		},
		"readiness hours high": {
			settings(`{"payoutRequest": {"pendingPeriodHours": 8761}}`),
			[]string{"settings.payoutRequest.pendingPeriodHours"},
		},
		"readiness hours float": {
			settings(`{"payoutRequest": {"pendingPeriodHours": 1.0}}`),
			[]string{"settings.payoutRequest.pendingPeriodHours"},
		},
		"readiness time": {
			settings(`{"payoutRequest": {"automaticReadinessTime": "24:00"}}`),
			[]string{"settings.payoutRequest.automaticReadinessTime"},
		},
		"readiness short time": {settings(`{"payoutRequest": {"automaticReadinessTime": "23:59-05:30"}}`), nil},
	}.run(t, "websites")
}

func TestPlan_Validation(t *testing.T) {
	setup := func(s string) string { return with(oneTime, `{"setup": `+s+`}`) }
	interval := func(s string) string { return with(oneTime, `{"recurringInterval": `+s+`}`) }
	bodyTests{
		"one-time sale":        {oneTime, nil},
		"one-time sale, nulls": {with(oneTime, `{"recurringInterval": null, "trial": null, "meteredBilling": null}`), nil},
		"one-time sale, trial": {with(oneTime, freeTrial), []string{"trial"}},
		"one-time sale, metered": {
			with(oneTime, `{"meteredBilling": {"strategy": "sum"}}`),
			[]string{"meteredBilling", "recurringInterval.billingTiming"},
		},
		"subscription":             {subscription, nil},
		"subscription, no trial":   {with(subscription, `{"trial": null, "meteredBilling": null}`), nil},
		"subscription, trial":      {with(subscription, freeTrial), nil},
		"subscription, no pricing": {with(anyPlan, monthly), []string{"pricing"}},
		"subscription, no price":   {with(subscription, `{"pricing": null}`), []string{"pricing"}},
		"trial-only":               {trialOnly, nil},
		"trial-only, nulls":        {with(trialOnly, `{"recurringInterval": null, "pricing": null}`), nil},
		"trial-only, metered": {
			with(trialOnly, `{"meteredBilling": {"strategy": "sum"}}`),
			[]string{"meteredBilling", "recurringInterval.billingTiming"},
		},
		"no variant":                {anyPlan, []string{"pricing"}},
		"no variant but null trial": {with(anyPlan, `{"trial": null}`), []string{"pricing"}},
		"empty":                     {`{}`, []string{"currency", "name", "pricing", "productId"}},
		"read-only is ignored": {
			with(oneTime, `{"id": 1, "revision": "x", "currencySign": 1, "isTrialOnly": true, "invoiceTimeShift": 1}`),
			nil,
		},
		"longest": {
			with(oneTime, `{"name": `+chars(255)+`, "description": `+chars(65535)+`, "richDescription": `+chars(65535)+`}`),
			nil,
		},
		"too long": {
			with(oneTime, `{"name": `+chars(256)+`, "description": `+chars(65536)+`, "richDescription": `+chars(65536)+`}`),
			[]string{"description", "name", "richDescription"},
		},
		"nulls where not": {
			with(
				oneTime,
				`{"name": null, "currency": null, "productId": null, "description": null,
					"richDescription": null, "isActive": null, "customFields": null}`,
			),
			[]string{"currency", "customFields", "description", "isActive", "name", "productId", "richDescription"},
		},
		"no such product":     {with(oneTime, `{"productId": "prod_b"}`), []string{"productId"}},
		"no such currency":    {with(oneTime, `{"currency": "ZZZ"}`), []string{"currency"}},
		"lower-case currency": {with(oneTime, `{"currency": "usd"}`), []string{"currency"}},
		"short currency":      {with(oneTime, `{"currency": "US"}`), []string{"currency", "currency"}},
		"product options":     {with(oneTime, `{"productOptions": {"size": "xxl"}}`), nil},
		"no product options":  {with(oneTime, `{"productOptions": null}`), nil},
		"options as an array": {with(oneTime, `{"productOptions": []}`), nil},
		"bad product options": {
			with(oneTime, `{"productOptions": {"size": 1, "color": null}}`),
			[]string{"productOptions.color", "productOptions.size"},
		},
		"setup":                {setup(`{"price": 0}`), nil},
		"no setup":             {setup(`null`), nil},
		"empty setup":          {setup(`{}`), []string{"setup.price"}},
		"setup of text":        {setup(`{"price": "1"}`), []string{"setup.price"}},
		"setup beyond doubles": {setup(`{"price": 1e999}`), []string{"setup.price"}},
		"empty trial":          {with(anyPlan, `{"trial": {}}`), []string{"trial.period", "trial.price"}},
		"empty trial period":   {with(anyPlan, `{"trial": {"price": 1, "period": {}}}`), []string{"trial.period.length", "trial.period.unit"}},
		"bad trial period": {
			with(anyPlan, `{"trial": {"price": 1, "period": {"unit": "days", "length": 0}}}`),
			[]string{"trial.period.length", "trial.period.unit"},
		},
		"trial of text":    {with(anyPlan, `{"trial": "3 days"}`), []string{"trial"}},
		"interval of text": {interval(`"month"`), []string{"recurringInterval"}},
		"empty interval":   {interval(`{}`), []string{"recurringInterval.length", "recurringInterval.unit"}},
		"full interval": {
			interval(`{"unit": "year", "length": 1, "limit": 65535, "billingTiming": "prepaid", "periodAnchorInstruction": null}`),
			nil,
		},
		"unlimited interval": {interval(`{"unit": "week", "length": 2, "limit": null}`), nil},
		"bad interval": {
			interval(`{"unit": "hour", "length": 0, "limit": 65536, "billingTiming": null, "other": 1}`),
			[]string{
				"recurringInterval.billingTiming",
				"recurringInterval.length",
				"recurringInterval.limit",
				"recurringInterval.other",
				"recurringInterval.unit",
			},
		},
	}.run(t, "plans")
}

func TestPlan_Pricing(t *testing.T) {
	tests := bodyTests{}
	add := func(pricing string, refused ...string) {
		tests[pricing] = struct {
			body    string
			refused []string
		}{with(anyPlan, `{"pricing": `+pricing+`}`), refused}
	}
	add(`"9.90"`, "pricing")
	add(`{}`, "pricing.formula")
	add(`{"formula": null, "price": 1}`, "pricing.formula")
	add(`{"formula": "other", "price": 1}`, "pricing.formula")
	add(`{"formula": 1}`, "pricing.formula")
	add(`{"formula": "fixed-fee", "price": -1}`)
	add(`{"formula": "fixed-fee"}`, "pricing.price")
	add(`{"formula": "fixed-fee", "price": null}`, "pricing.price")
	add(`{"formula": "fixed-fee", "price": 1, "minQuantity": 1, "brackets": []}`, "pricing.brackets", "pricing.minQuantity")
	add(`{"formula": "flat-rate", "price": 1, "minQuantity": 1, "maxQuantity": 999999999}`)
	add(`{"formula": "flat-rate", "price": 1, "minQuantity": null, "maxQuantity": null}`)
	add(`{"formula": "flat-rate", "price": 1, "minQuantity": 0, "maxQuantity": 1000000000}`, "pricing.maxQuantity", "pricing.minQuantity")
	add(`{"formula": "flat-rate", "price": 1, "minQuantity": 5, "maxQuantity": 4}`, "pricing.maxQuantity")
	for _, formula := range []string{"stairstep", "tiered", "volume"} {
		bracketed := func(brackets string) string {
			return fmt.Sprintf(`{"formula": %q, "brackets": %s}`, formula, brackets)
		}
		add(bracketed(`[{"price": 1}]`))
		add(bracketed(`[{"price": 2, "maxQuantity": 1}, {"price": 1, "maxQuantity": 2}]`))
		add(bracketed(`[{"price": 2, "maxQuantity": 1}, {"price": 1, "maxQuantity": null}]`))
		add(bracketed(`[]`), "pricing.brackets")
		add(bracketed(`null`), "pricing.brackets")
		add(bracketed(`[1]`), "pricing.brackets.0")
		add(bracketed(`[{"price": null, "other": 1}]`), "pricing.brackets.0.other", "pricing.brackets.0.price")
		add(bracketed(`[{"price": 1}, {"price": 1}, {"price": 1}]`), "pricing.brackets.0.maxQuantity", "pricing.brackets.1.maxQuantity")
		add(bracketed(`[{"price": 1, "maxQuantity": 5}, {"price": 1, "maxQuantity": 5}, {"price": 1, "maxQuantity": 4}]`),
			"pricing.brackets.1.maxQuantity", "pricing.brackets.2.maxQuantity")
		add(
			bracketed(`[{"price": 1, "maxQuantity": 0}, {"price": 1, "maxQuantity": "5"}]`),
			"pricing.brackets.0.maxQuantity",
			"pricing.brackets.1.maxQuantity",
		)
		add(fmt.Sprintf(`{"formula": %q, "price": 1, "maxQuantity": 1}`, formula), "pricing.brackets", "pricing.maxQuantity", "pricing.price")
		add(fmt.Sprintf(`{"formula": %q, "minQuantity": 3, "brackets": [{"price": 1}]}`, formula))
	}
	tests.run(t, "plans")
}

func TestPlan_PeriodAnchorInstruction(t *testing.T) {
	tests := bodyTests{}
	add := func(instruction string, refused ...string) {
		for i, name := range refused {
			refused[i] = "recurringInterval.periodAnchorInstruction" + name
		}
		tests[instruction] = struct {
			body    string
			refused []string
		}{with(oneTime, `{"recurringInterval": {"unit": "month", "length": 1, "periodAnchorInstruction": `+instruction+`}}`), refused}
	}
	add(`null`)
	add(`"x"`, "")
	add(`{}`, ".method")
	add(`{"method": "other"}`, ".method")
	add(`{"method": "day-of-month", "day": 31}`)
	add(`{"method": "day-of-month", "day": 1, "time": "10:00"}`)
	add(`{"method": "day-of-month"}`, ".day")
	add(`{"method": "day-of-month", "day": "Monday"}`, ".day")
	add(`{"method": "day-of-month", "day": 32, "week": "next", "month": 1, "time": "10"}`, ".day", ".month", ".time", ".week")
	add(`{"method": "day-of-week", "day": "Sunday", "week": "last-in-month"}`)
	add(`{"method": "day-of-week", "day": 1}`, ".day", ".week")
	add(`{"method": "day-of-week", "day": "sunday", "week": "other"}`, ".day", ".week")
	add(`{"method": "day-and-month-of-year", "day": 31, "month": 12}`)
	add(`{"method": "day-and-month-of-year"}`, ".day", ".month")
	add(`{"method": "day-and-month-of-year", "day": 0, "month": 13}`, ".day", ".month")
	tests.run(t, "plans")
}

func TestPlan_MeteredBilling(t *testing.T) {
	metered := func(plan, s string) string { return with(plan, `{"meteredBilling": `+s+`}`) }
	late := with(oneTime, postpaid)
	bodyTests{
		"sum":            {metered(late, `{"strategy": "sum", "min": 0.01, "max": 10.5}`), nil},
		"sticky last":    {metered(late, `{"strategy": "last", "sticky": true}`), nil},
		"sticky sum":     {metered(late, `{"strategy": "sum", "sticky": true}`), []string{"meteredBilling.sticky"}},
		"not sticky sum": {metered(late, `{"strategy": "sum", "sticky": false, "min": null, "max": null}`), nil},
		"prepaid":        {metered(subscription, `{"strategy": "sum"}`), []string{"recurringInterval.billingTiming"}},
		"empty":          {metered(late, `{}`), []string{"meteredBilling.strategy"}},
		"below the minimum": {
			metered(late, `{"strategy": "sum", "min": 0.009, "max": 0}`),
			[]string{"meteredBilling.max", "meteredBilling.max", "meteredBilling.min"},
		},
		"max below min": {metered(late, `{"strategy": "sum", "min": 2, "max": 1}`), []string{"meteredBilling.max"}},
		"bad strategy": {
			metered(late, `{"strategy": "other", "sticky": "yes"}`),
			[]string{"meteredBilling.sticky", "meteredBilling.strategy"},
		},
	}.run(t, "plans")
}
