package functions_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// seats has three ranges of quantities: up to 5, up to 10, and more.
func seats(formula string) object {
	return object{formula: object{"brackets": []any{
		object{"price": json.Number("10.10"), "max_quantity": 5}, object{"price": json.Number("8.05"), "max_quantity": 10}, object{"price": 7},
	}}}
}

func TestQuote(t *testing.T) {
	for _, test := range []struct {
		pricing  object
		quantity int
		want     string
	}{
		{object{"fixed_fee": object{"price": json.Number("99.95")}}, 3, "99.95"},
		{object{"flat_rate": object{"price": json.Number("0.1")}}, 3, "0.3"},
		{object{"flat_rate": object{"price": json.Number("99.95")}}, 999999999, "99949999900.05"},
		{object{"flat_rate": object{"price": "0.1", "min_quantity": 2, "max_quantity": 3}}, 2, "0.2"},
		{object{"flat_rate": object{"price": coretest.Sub("1", "0.99")}}, 3, "0.03"},
		{seats("stairstep"), 5, "10.1"}, {seats("stairstep"), 6, "8.05"}, {seats("stairstep"), 11, "7"},
		{seats("volume"), 5, "50.5"}, {seats("volume"), 6, "48.3"}, {seats("volume"), 11, "77"},
		{seats("tiered"), 4, "40.4"}, {seats("tiered"), 6, "58.55"}, {seats("tiered"), 12, "104.75"},
		{coretest.With(seats("tiered"), object{"volume": nil, "fixed_fee": nil}), 1, "10.1"},
	} {
		got, err := coretest.CallFunction(t, "quote", test.pricing, test.quantity)
		if err != nil || got != json.Number(test.want) {
			t.Errorf("%v × %d: got %v, %v, want %s", test.pricing, test.quantity, got, err, test.want)
		}
	}
}

// TestQuote_DocumentedExamples compares quotes and the totals of the emulator with the worked examples of Rebilly's documentation: of the
// page "Pricing formulas" and of the formulas in the API definition. The table of tiers in the API definition ends its second tier at 5,
// but the example and the description of the tier end it at 8; the total that it states, 330, is not the sum of its terms, 120, 150 and 30.
func TestQuote_DocumentedExamples(t *testing.T) {
	brackets := func(formula string, prices ...[2]any) object {
		var list []any
		for _, bracket := range prices {
			list = append(list, object{"price": bracket[0], "max_quantity": bracket[1]})
		}
		return object{formula: object{"brackets": list}}
	}
	rebilly := startShop(t)
	transactions := brackets("stairstep", [2]any{50, 1000}, [2]any{100, 1500}, [2]any{200, 3000}, [2]any{500, nil})
	users := brackets("tiered", [2]any{15, 3}, [2]any{20, 5}, [2]any{25, nil})
	licenses := brackets("tiered", [2]any{40, 3}, [2]any{30, 8}, [2]any{15, nil})
	shirts := brackets("volume", [2]any{10, 1}, [2]any{8, 5}, [2]any{4, nil})
	for _, example := range []struct {
		pricing  object
		quantity int
		want     string
	}{
		{object{"fixed_fee": object{"price": json.Number("13.99")}}, 1, "13.99"},
		{object{"fixed_fee": object{"price": json.Number("13.99")}}, 250, "13.99"},
		{object{"flat_rate": object{"price": json.Number("0.10")}}, 1, "0.1"},
		{object{"flat_rate": object{"price": 4}}, 6, "24"},
		{transactions, 900, "50"},
		{transactions, 1001, "100"},
		{transactions, 2500, "200"},
		{transactions, 3001, "500"},
		{users, 3, "45"},
		{users, 4, "65"},
		{users, 6, "110"},
		{licenses, 10, "300"},
		{shirts, 1, "10"},
		{shirts, 3, "24"},
		{shirts, 10, "40"},
	} {
		got, err := coretest.CallFunction(t, "quote", example.pricing, example.quantity)
		if err != nil || got != json.Number(example.want) {
			t.Errorf("%v × %d: got %v, %v, want %s", example.pricing, example.quantity, got, err, example.want)
		}
		for attribute, variant := range example.pricing {
			document := coretest.With(variant.(object), object{"formula": strings.ReplaceAll(attribute, "_", "-")})
			text := strings.ReplaceAll(encode(t, document), "max_quantity", "maxQuantity")
			rebilly.Put("plans", "plan_1", object{"name": "Example", "productId": "prod_1", "currency": "USD", "pricing": decode(t, text)})
		}
		_, preview := purchase(t, rebilly, []any{object{"planId": "plan_1", "quantity": example.quantity}})
		if total, _ := preview["total"].(json.Number); rational(t, total).Cmp(rational(t, json.Number(example.want))) != 0 {
			t.Errorf("%v × %d: got the total %v from the emulator, want %s", example.pricing, example.quantity, preview, example.want)
		}
	}
}

func TestQuote_Errors(t *testing.T) {
	closed := object{"tiered": object{"brackets": []any{object{"price": 1, "max_quantity": 5}}, "min_quantity": 2}}
	unordered := object{"volume": object{"brackets": []any{object{"price": 1, "max_quantity": 5}, object{"price": 2, "max_quantity": 5}}}}
	open := object{"volume": object{"brackets": []any{object{"price": 1}, object{"price": 2, "max_quantity": 5}}}}
	brackets := func(formula string, list ...any) object { return object{formula: object{"brackets": list}} }
	ending := func(last any) object {
		return brackets("volume", object{"price": 1, "max_quantity": last}, object{"price": 2})
	}
	narrow := object{"volume": object{"brackets": []any{object{"price": 1, "max_quantity": 3}}, "min_quantity": 5}}
	flat := func(limits object) object { return object{"flat_rate": coretest.With(object{"price": 1}, limits)} }
	for want, call := range map[string]struct {
		pricing  any
		quantity any
	}{
		"A quantity of 1.5 cannot be ordered: it must be a whole number.":               {flat(nil), json.Number("1.5")},
		"A quantity of 1000000001 cannot be ordered: it must be at most 1000000000.":    {flat(nil), 1_000_000_001},
		"A quantity of 9223372036854775808 cannot be ordered: it must be at most":       {flat(nil), json.Number("9223372036854775808")},
		"A quantity of 1 cannot be ordered: the billing plan allows at least 2.":        {flat(object{"min_quantity": 2}), 1},
		"flat_rate.min_quantity: Invalid quantity: The value is 1.5, but must be":       {flat(object{"min_quantity": json.Number("1.5")}), 1},
		"flat_rate.min_quantity: Invalid quantity: The value is 0, but must be":         {flat(object{"min_quantity": 0}), 1},
		"flat_rate.max_quantity: Invalid quantity: The value is 1000000000, but":        {flat(object{"max_quantity": 1_000_000_000}), 1},
		"flat_rate.min_quantity: Invalid quantity range: No quantity can be ordered":    {flat(object{"min_quantity": 5, "max_quantity": 3}), 4},
		"volume.min_quantity: Invalid quantity range: No quantity can be ordered":       {narrow, 4},
		"volume.brackets[0].max_quantity: Invalid quantity: The value is -1, but must":  {ending(-1), 1},
		"volume.brackets[0].max_quantity: Invalid quantity: The value is 1.5, but must": {ending(json.Number("1.5")), 2},
		"A quantity of 0 cannot be ordered: it must be at least 1.":                     {seats("tiered"), 0},
		"A quantity of 1 cannot be ordered: the billing plan allows 2 to 5.":            {closed, 1},
		"A quantity of 6 cannot be ordered: the billing plan allows 2 to 5.":            {closed, 6},
		"A quantity of 9 cannot be ordered: the billing plan allows 1 to 3.":            {flat(object{"max_quantity": 3}), 9},
		"volume.brackets[1].max_quantity: Invalid order":                                {unordered, 1},
		"volume.brackets[0].max_quantity: Invalid order":                                {open, 1},
		"volume.brackets: Missing brackets":                                             {brackets("volume"), 1},
		"fixed_fee.price: Missing price":                                                {object{"fixed_fee": object{}}, 1},
		"tiered.brackets[0].price: Missing price":                                       {brackets("tiered", object{}), 1},
		"Set exactly one of fixed_fee, flat_rate, stairstep, tiered and":                {object{}, 1},
		"Invalid pricing: Set exactly one of":                                           {coretest.With(seats("tiered"), seats("volume")), 1},
		`tiers: Unsupported attribute: This object does not have`:                       {object{"tiers": object{}}, 1},
		`tiered.brackets[0].up_to: Unsupported attribute`:                               {brackets("tiered", object{"up_to": 1}), 1},
		"Invalid type: The value must be an object.":                                    {"free", 1},
	} {
		if got, err := coretest.CallFunction(t, "quote", call.pricing, call.quantity); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v × %v: got %v, %v, want an error with %q", call.pricing, call.quantity, got, err, want)
		}
	}
}

// TestQuote_EmulatorTotals compares quotes of random billing plans and quantities with the totals of the emulator, which calculates them
// independently. What cannot be quoted cannot be ordered.
func TestQuote_EmulatorTotals(t *testing.T) {
	const count, batch = 10_000, 100
	rebilly := startShop(t)
	random := rand.New(rand.NewPCG(1, 2))
	quotes := map[string]*big.Rat{}
	var items []any
	flush := func() {
		if len(items) == 0 {
			return
		}
		status, preview := purchase(t, rebilly, items)
		got := map[string]*big.Rat{}
		lines, _ := preview["lineItems"].([]any)
		for _, element := range lines {
			line := element.(object)
			id := line["planId"].(string)
			if got[id] == nil {
				got[id] = new(big.Rat)
			}
			got[id].Add(got[id], rational(t, line["price"].(json.Number)))
		}
		for _, item := range items {
			id := item.(object)["planId"].(string)
			if total := got[id]; total == nil || total.Cmp(quotes[id]) != 0 {
				plan, _ := rebilly.Get("plans", id)
				t.Errorf("%v × %v: got %s, want the total %v (status %d)", plan["pricing"], item.(object)["quantity"], quotes[id], total, status)
			}
		}
		items = nil
	}
	refused := 0
	for i := range count {
		id := fmt.Sprintf("plan_%d", i)
		pricing, document := randomPricing(random)
		quantity := 1 + random.IntN(30)
		if random.IntN(10) == 0 {
			quantity = 1 + random.IntN(999_999_999)
		}
		rebilly.Put("plans", id, object{"name": "Seats", "productId": "prod_1", "currency": "USD", "pricing": document})
		item := object{"planId": id, "quantity": quantity}
		quote, err := commercial.Quote(decode(t, encode(t, pricing)), int64(quantity))
		if i%100 == 0 {
			// The function adds conversions only.
			result, failure := coretest.CallFunction(t, "quote", pricing, quantity)
			if (err == nil) != (failure == nil) || err == nil && rational(t, result.(json.Number)).Cmp(quote) != 0 {
				t.Errorf("%v × %d: got %v, %v, want %v, %v", pricing, quantity, result, failure, quote, err)
			}
		}
		if err == nil {
			quotes[id] = quote
			if items = append(items, item); len(items) == batch {
				flush()
			}
			continue
		}
		refused++
		if status, _ := purchase(t, rebilly, []any{item}); status != http.StatusUnprocessableEntity {
			t.Errorf("%v × %d: got %v, want a quote, because the emulator responds with %d", document, quantity, err, status)
		}
	}
	flush()
	if refused < count/20 || refused > count/2 {
		t.Errorf("got %d quantities that cannot be ordered, want some", refused)
	}
}

// startShop starts an emulator with a website and a product.
func startShop(t *testing.T) *fakeapi.Server {
	t.Helper()
	rebilly := fakeapi.StartUnvalidated(t, emulator.Options{PublishableKey: "pk_test"})
	rebilly.Put("websites", "web_1", object{
		"name": "Shop", "url": "https://shop.example.com", "servicePhone": "1", "serviceEmail": "a@example.com",
	})
	rebilly.Put("products", "prod_1", object{"name": "Seats"})
	return rebilly
}

// randomPricing returns a pricing as an attribute, and as the API has it.
func randomPricing(random *rand.Rand) (pricing, document object) {
	price := func() json.Number {
		digits := random.IntN(5)
		return json.Number(new(big.Rat).SetFrac64(random.Int64N(1_000_000), int64([]int{1, 10, 100, 1000, 10_000}[digits])).FloatString(digits))
	}
	snake := []string{"fixed_fee", "flat_rate", "stairstep", "tiered", "volume"}[random.IntN(5)]
	variant, document := object{}, object{"formula": strings.ReplaceAll(snake, "_", "-")}
	set := func(attribute, field string, value any) { variant[attribute], document[field] = value, value }
	minimum := 1 + random.IntN(8)
	if snake != "fixed_fee" && random.IntN(3) == 0 {
		set("min_quantity", "minQuantity", minimum)
	}
	switch snake {
	case "fixed_fee":
		set("price", "price", price())
	case "flat_rate":
		set("price", "price", price())
		if random.IntN(3) == 0 {
			set("max_quantity", "maxQuantity", minimum+random.IntN(20))
		}
	default:
		var brackets, bracketDocuments []any
		end := minimum
		for i, n := 0, 1+random.IntN(5); i < n; i++ {
			bracket := object{"price": price()}
			bracketDocument := object{"price": bracket["price"]}
			if i < n-1 || random.IntN(2) == 0 {
				end += 1 + random.IntN(6)
				bracket["max_quantity"], bracketDocument["maxQuantity"] = end, end
			}
			brackets, bracketDocuments = append(brackets, bracket), append(bracketDocuments, bracketDocument)
		}
		variant["brackets"], document["brackets"] = brackets, bracketDocuments
	}
	return object{snake: variant}, document
}

// purchase previews a purchase, and returns the status and the body of the response.
func purchase(t *testing.T, rebilly *fakeapi.Server, items []any) (int, object) {
	t.Helper()
	const path = "/organizations/" + fakeapi.Organization + "/storefront/preview-purchase"
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path,
		strings.NewReader(encode(t, object{"websiteId": "web_1", "items": items})))
	request.Header.Set("Authorization", "pk_test")
	response := httptest.NewRecorder()
	rebilly.ServeHTTP(response, request)
	return response.Code, decode(t, response.Body.String())
}

func encode(t *testing.T, value object) string {
	t.Helper()
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}

func decode(t *testing.T, text string) (value object) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func rational(t *testing.T, number json.Number) *big.Rat {
	t.Helper()
	exact, ok := new(big.Rat).SetString(number.String())
	if !ok {
		t.Fatalf("got %s, want a number", number)
	}
	return exact
}
