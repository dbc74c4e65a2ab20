package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// A catalog is a price list and how it changes in five years. Changes are JSON merge patches: null removes an attribute or an object.
type catalog struct {
	Objects map[string]object `json:"objects"`
	Years   []struct {
		Change  string         `json:"change"`
		Objects map[string]any `json:"objects"`
		// Outside are changes that others make before, in objects of the API by path.
		Outside map[string]object `json:"outside"`
	} `json:"years"`
}

// TestCatalogs plans each yearly change of ten price lists. The warnings of the provider and the review must contain every change of
// what a customer pays, and none twice. What a customer pays is calculated here, unit by unit, from the objects that the API stores.
func TestCatalogs(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "catalogs", "*.json"))
	if err != nil || len(files) != 10 {
		t.Fatalf("got %d catalogs (%v), want 10", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var c catalog
			decodeNumbers(t, text, &c)
			if len(c.Years) != 5 {
				t.Errorf("got %d changes, want 5", len(c.Years))
			}
			s := newShop(t)
			s.run(t, c.Objects, nil)
			for _, year := range c.Years {
				t.Log(year.Change)
				config := map[string]object{}
				patched, _ := mergePatch(maps.Clone(anyMap(s.config)), year.Objects).(map[string]any)
				for address, attributes := range patched {
					config[address], _ = attributes.(object)
				}
				if !s.run(t, config, year.Outside) {
					t.Errorf("%s: got no commercial change, want one", year.Change)
				}
			}
		})
	}
}

func decodeNumbers(t *testing.T, text []byte, into any) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}

func anyMap(objects map[string]object) map[string]any {
	result := map[string]any{}
	for name, o := range objects {
		result[name] = o
	}
	return result
}

// mergePatch applies a JSON merge patch (RFC 7396).
func mergePatch(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	before, _ := target.(map[string]any)
	result := maps.Clone(before)
	if result == nil {
		result = map[string]any{}
	}
	for name, change := range changes {
		if change == nil {
			delete(result, name)
			continue
		}
		result[name] = mergePatch(result[name], change)
	}
	return result
}

// A shop is an organization in the emulator that a configuration manages.
type shop struct {
	rebilly *fakeapi.Server
	core    *coretest.Core
	config  map[string]object
	states  map[string]*coretest.State
	// applied are the objects of the API after the last apply, by address.
	applied map[string]object
}

func newShop(t *testing.T) *shop {
	t.Helper()
	rebilly := fakeapi.Start(t)
	return &shop{
		rebilly: rebilly, core: coretest.NewCore(t, rebilly.ProviderConfig()), states: map[string]*coretest.State{}, applied: map[string]object{},
	}
}

var collections = map[string]string{
	"rebilly_product": "products", "rebilly_website": "websites", "rebilly_custom_field": "custom-fields", "rebilly_plan": "plans",
	"rebilly_coupon": "coupons", "rebilly_shipping_rate": "shipping-rates",
}

// stored returns the object of a state as the API has it.
func (s *shop) stored(t *testing.T, state *coretest.State) object {
	t.Helper()
	if state.Removed() {
		return nil
	}
	id := fmt.Sprint(state.Get("id"))
	collection := collections[state.Type]
	if state.Type == "rebilly_custom_field" {
		id = fmt.Sprint(state.Get("resource"), "/", state.Get("name"))
	}
	document, ok := s.rebilly.Get(collection, id)
	if !ok {
		t.Fatalf("got no object %s/%s, want one", collection, id)
	}
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	var copied object
	decodeNumbers(t, text, &copied)
	return copied
}

// A step is what a run does to one object.
type step struct {
	address             string
	last, before, after object
	plan                *coretest.Plan
	drifted, read       *coretest.State
	warnings            coretest.Diagnostics
}

// run plans and applies a configuration after others changed objects, compares the warnings and the review with the objects of the API,
// and reports whether a commercial term changed.
func (s *shop) run(t *testing.T, config map[string]object, outside map[string]object) (changed bool) {
	t.Helper()
	for path, patch := range outside {
		collection, id, _ := strings.Cut(path, "/")
		document, ok := s.rebilly.Get(collection, id)
		if !ok {
			t.Fatalf("got no object %s, want one to change", path)
		}
		patched, _ := mergePatch(document, patch).(map[string]any)
		s.rebilly.Put(collection, id, patched)
	}
	addresses := map[string]bool{}
	for address := range config {
		addresses[address] = true
	}
	for address := range s.states {
		addresses[address] = true
	}
	order := slices.SortedFunc(maps.Keys(addresses), func(a, b string) int {
		rank := func(address string) int { return slices.Index([]string{"rebilly_product"}, typeOf(address)) }
		return cmp.Or(cmp.Compare(rank(b), rank(a)), cmp.Compare(a, b))
	})
	steps := make([]*step, len(order))
	for i, address := range order {
		st := &step{address: address, last: s.applied[address]}
		if state := s.states[address]; state != nil {
			st.read = s.core.Read(state)
			st.drifted = state
			st.warnings = append(st.warnings, st.read.Diagnostics...)
			st.before = s.stored(t, st.read)
		}
		steps[i] = st
	}
	for _, st := range steps {
		st.plan = s.core.Plan(st.read, typeOf(st.address), config[st.address])
		st.warnings = append(st.warnings, st.plan.Diagnostics...)
		if st.warnings.HasError() {
			t.Fatalf("%s: got %v, want no error", st.address, st.warnings)
		}
	}
	r := s.review(t, steps)
	s.config = config
	for _, st := range steps {
		state := s.core.Apply(st.plan)
		if state.Diagnostics.HasError() {
			t.Fatalf("%s: got %v, want no error", st.address, state.Diagnostics)
		}
		if state.Removed() {
			delete(s.states, st.address)
			delete(s.applied, st.address)
			continue
		}
		s.states[st.address] = state
		st.after = s.stored(t, state)
		s.applied[st.address] = st.after
	}
	for _, st := range steps {
		if st.check(t, r) {
			changed = true
		}
	}
	seen := map[string]bool{}
	for _, section := range newDocument(r).sections {
		for _, row := range section.rows {
			text := fmt.Sprint(section.title, row)
			if seen[text] {
				t.Errorf("got the row %s twice in the review, want it once", text)
			}
			seen[text] = true
		}
	}
	return changed
}

func typeOf(address string) string {
	typeName, _, _ := strings.Cut(address, ".")
	return typeName
}

// review returns the review of the plan's JSON.
func (s *shop) review(t *testing.T, steps []*step) *review {
	t.Helper()
	var changes, drift []object
	for _, st := range steps {
		changes = append(changes, plannedChange(st.address, st.read, st.plan))
		if st.read != nil {
			update := changeOf(typeOf(st.address), "x", st.drifted.Object(), st.read.Object(), nil)
			update["address"] = st.address
			drift = append(drift, update)
		}
	}
	plan := planOf(changes...)
	plan["resource_drift"] = drift
	r, err := decoded(t, plan)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// plannedChange returns a plan of one object as the JSON of a plan has it.
func plannedChange(address string, read *coretest.State, plan *coretest.Plan) object {
	actions := map[string][]string{
		coretest.Create: {"create"}, coretest.Update: {"update"}, coretest.Replace: {"delete", "create"},
		coretest.Delete: {"delete"}, coretest.NoOp: {"no-op"},
	}[plan.Action]
	before := any(nil)
	if !read.Removed() {
		before = read.Object()
	}
	after, unknown := withoutUnknown(plan.Get(""))
	change := changeOf(typeOf(address), "x", before, after, object{"actions": actions, "after_unknown": unknown})
	change["address"] = address
	return change
}

// withoutUnknown returns a planned value as the JSON of a plan has it: the known parts, and marks of the others.
func withoutUnknown(planned any) (known, marks any) {
	switch v := planned.(type) {
	case object:
		values, unknown := object{}, object{}
		for name, part := range v {
			value, mark := withoutUnknown(part)
			if mark != nil {
				unknown[name] = mark
			}
			if part != coretest.Unknown {
				values[name] = value
			}
		}
		if len(unknown) == 0 {
			return values, nil
		}
		return values, unknown
	case []any:
		values, unknown := make([]any, len(v)), make([]any, len(v))
		hasUnknown := false
		for i, part := range v {
			values[i], unknown[i] = withoutUnknown(part)
			hasUnknown = hasUnknown || unknown[i] != nil
		}
		if !hasUnknown {
			return values, nil
		}
		return values, unknown
	}
	if planned == coretest.Unknown {
		return nil, true
	}
	return planned, nil
}

// A line is a term that a warning or a review shows.
type line struct{ label, before, after, percent string }

var (
	warningLine = regexp.MustCompile(`^  \* ((?:quantities|quantity) [\d,]+[^:]*|[^:]+): (.*?) → (.*?)(?: \(([+-]?[\w. ,]+%[^)]*)\))?$`)
	quantities  = regexp.MustCompile(`^(?:quantity|quantities) ([\d,]+)(?: to ([\d,]+)| (or more))?$`)
	money       = regexp.MustCompile(`([\d,]+(?:\.\d+)?) ([A-Z]{3})\b`)
)

// check compares what a run shows of an object with its versions in the API, and reports whether a term changed.
func (st *step) check(t *testing.T, r *review) bool {
	t.Helper()
	const planned, outside = " will change", " were changed outside Terraform"
	var found objectChange
	for _, change := range r.Changes {
		if change.Address == st.address {
			found = change
		}
	}
	var drift objectChange
	for _, change := range r.Drift {
		if change.Address == st.address {
			drift = change
		}
	}
	ends := st.plan.Action == coretest.Delete
	changed := false
	if st.before != nil && !ends {
		want := compare(st.before, st.after)
		changed = want.check(t, st.address+": warning", st.terms(t, planned)) || changed
		want.check(t, st.address+": review", termLines(found))
		want.checkGreatest(t, st.address, found)
	}
	if st.before != nil && st.last != nil {
		want := compare(st.last, st.before)
		changed = want.check(t, st.address+": warning of drift", st.terms(t, outside)) || changed
		want.check(t, st.address+": review of drift", termLines(drift))
	}
	if st.plan.Action == coretest.Create {
		checkNew(t, st.address, st.after, found)
	}
	return changed
}

// terms returns the lines of the only warning whose summary ends with a text.
func (st *step) terms(t *testing.T, suffix string) []line {
	t.Helper()
	var lines []line
	count := 0
	for _, warning := range st.warnings.Warnings() {
		if !strings.HasPrefix(warning.Summary, "Commercial terms of ") && !strings.HasPrefix(warning.Summary, "Settings of ") ||
			!strings.HasSuffix(warning.Summary, suffix) {
			continue
		}
		id, name := fmt.Sprint(st.read.Get("id")), fmt.Sprint(st.read.Get("name"))
		if !strings.Contains(warning.Summary, id) && !strings.Contains(warning.Summary, name) {
			t.Errorf("%s: got the summary %q, want the id %s or the name %s", st.address, warning.Summary, id, name)
		}
		t.Logf("%s\n%s", warning.Summary, warning.Detail)
		count++
		for text := range strings.SplitSeq(warning.Detail, "\n") {
			if !strings.HasPrefix(text, "  * ") {
				continue
			}
			match := warningLine.FindStringSubmatch(text)
			if match == nil {
				t.Fatalf("%s: got the line %q, want a term", st.address, text)
			}
			lines = append(lines, line{match[1], match[2], match[3], match[4]})
		}
	}
	if count > 1 {
		t.Errorf("%s: got %d warnings that terms%s, want at most one", st.address, count, suffix)
	}
	return lines
}

func termLines(change objectChange) []line {
	var lines []line
	for _, term := range slices.Concat(change.Prices, change.Terms) {
		percent := ""
		if term.Percent != nil {
			percent = strconv.FormatFloat(*term.Percent, 'f', -1, 64) + "%"
			// The JSON has no words, so that changes per year are recognized by their texts.
			if term.Terms == "" && strings.Contains(term.Before+term.After, ", ") {
				percent += " per year"
			}
		}
		lines = append(lines, line{term.Label, term.Before, term.After, percent})
	}
	return lines
}

// A difference is what differs between two versions of an object.
type difference struct {
	before, after object
	// labels are the terms that are not prices of quantities.
	labels []string
	// prices are the prices of quantities, nil for an object without.
	prices *[2]priceList
}

// compare returns what a customer pays differently, from the objects of the API.
func compare(before, after object) difference {
	d := difference{before: before, after: after}
	b, a := facts(before), facts(after)
	if _, ok := before["pricing"]; ok {
		lists := [2]priceList{newPriceList(before), newPriceList(after)}
		d.prices = &lists
		for i, f := range []map[string]string{b, a} {
			switch {
			case lists[0].hasBrackets() || lists[1].hasBrackets():
				f["smallest quantity that can be ordered"] = strconv.FormatInt(max(lists[i].smallest, 1), 10)
			default:
				f["quantities that can be ordered"] = fmt.Sprint(max(lists[i].smallest, 1), lists[i].largest)
			}
		}
	}
	for label, value := range a {
		if b[label] != value {
			d.labels = append(d.labels, label)
		}
	}
	for label := range b {
		if _, ok := a[label]; !ok {
			d.labels = append(d.labels, label)
		}
	}
	slices.Sort(d.labels)
	return d
}

// facts returns the terms of an object that are not prices of quantities, by their labels.
func facts(o object) map[string]string {
	text := func(path string) string {
		value := any(o)
		for name := range strings.SplitSeq(path, ".") {
			parts, _ := value.(map[string]any)
			value = parts[name]
		}
		if value == nil {
			return ""
		}
		encoded, _ := json.Marshal(value)
		return string(encoded)
	}
	f := map[string]string{}
	switch {
	case o["productId"] != nil:
		f["product"], f["currency"] = text("productId"), text("currency")
		f["can be ordered"] = text("isActive")
		f["trial"] = text("trial")
		if f["trial"] != "" {
			f["trial"] += text("currency")
		}
		f["setup fee, once"] = ""
		if fee := text("setup.price"); fee != "" && fee != "0" {
			f["setup fee, once"] = fee + text("currency")
		}
		f["number of invoices"] = text("recurringInterval.limit")
		f["billing"] = cmp.Or(text("recurringInterval.billingTiming"), `"prepaid"`)
		if o["recurringInterval"] == nil {
			f["billing"] = "once"
		}
		f["service periods begin"] = text("recurringInterval.periodAnchorInstruction")
		f["metered billing"] = text("meteredBilling")
	case o["discount"] != nil:
		f["discount"] = text("discount")
		f["can be redeemed from"], f["can be redeemed until"] = text("issuedTime"), text("expiredTime")
		restrictions, _ := o["restrictions"].([]any)
		for _, restriction := range restrictions {
			r, _ := restriction.(map[string]any)
			name, _ := r["type"].(string)
			encoded, _ := json.Marshal(r)
			f[restrictionLabel(name)] = string(encoded)
		}
	case o["requiresShipping"] != nil:
		f["tax category"] = strings.Trim(text("taxCategoryId"), `"`)
	case o["price"] != nil:
		f["price"] = text("price") + text("currency")
		f["status"], f["invoices"] = text("status"), text("filter")
	case o["settings"] != nil:
		f["customers can enter coupons"] = text("settings.paymentForm.features.showCoupons")
		f["the summary hides items with an amount of zero"] = cmp.Or(text("settings.paymentForm.features.hideZeroAmountSummaryItems"), "false")
	case o["type"] != nil:
		f["default"], f["objects can have values"] = text("additionalSchema.default"), text("isEnabled")
	}
	return f
}

func restrictionLabel(name string) string {
	if name == "restrict-to-exclusive-application" {
		return "cannot be combined with other coupons"
	}
	if only, ok := strings.CutPrefix(name, "restrict-to-"); ok {
		return "only " + strings.ReplaceAll(only, "-", " ")
	}
	return strings.ReplaceAll(name, "-", " ")
}

// A priceList has what each quantity costs, in billionths of the currency.
type priceList struct {
	formula, currency, interval string
	smallest, largest           int64
	// totals are the costs of the quantities from 0. Higher quantities cost the last unit's price more.
	totals []int64
	// end is the last quantity that has a price, 0 for none.
	end int64
}

func (l priceList) hasBrackets() bool {
	return slices.Contains([]string{"stairstep", "tiered", "volume"}, l.formula)
}

// newPriceList counts what each quantity of a billing plan costs.
func newPriceList(plan object) priceList {
	pricing, _ := plan["pricing"].(map[string]any)
	interval, _ := plan["recurringInterval"].(map[string]any)
	l := priceList{
		currency: fmt.Sprint(plan["currency"]), interval: fmt.Sprint(interval["length"], interval["unit"]),
		smallest: whole(pricing["minQuantity"]), largest: whole(pricing["maxQuantity"]),
	}
	l.formula, _ = pricing["formula"].(string)
	brackets, _ := pricing["brackets"].([]any)
	type bracket struct{ last, price int64 }
	var list []bracket
	for _, element := range brackets {
		b, _ := element.(map[string]any)
		list = append(list, bracket{whole(b["maxQuantity"]), billionths(b["price"])})
	}
	if !l.hasBrackets() {
		list = []bracket{{l.largest, billionths(pricing["price"])}}
	}
	l.end = list[len(list)-1].last
	count := int64(20)
	for _, b := range list {
		count = max(count, b.last+20)
	}
	l.totals = make([]int64, 1, count+1)
	reached := 0
	for quantity := int64(1); quantity <= count; quantity++ {
		for reached < len(list)-1 && list[reached].last != 0 && quantity > list[reached].last {
			reached++
		}
		price := list[reached].price
		total := price
		switch l.formula {
		case "tiered", "flat-rate":
			total += l.totals[quantity-1]
		case "volume":
			total *= quantity
		}
		l.totals = append(l.totals, total)
	}
	return l
}

func whole(value any) int64 {
	number, ok := value.(json.Number)
	if !ok {
		return 0
	}
	n, _ := number.Int64()
	return n
}

func billionths(value any) int64 {
	exact, ok := new(big.Rat).SetString(fmt.Sprint(value))
	if !ok {
		return 0
	}
	return exact.Mul(exact, big.NewRat(1_000_000_000, 1)).Num().Int64()
}

// hasPrice reports whether a quantity has a price.
func (l priceList) hasPrice(quantity int64) bool { return l.end == 0 || quantity <= l.end }

// price returns what the price list has for a quantity: the price of the step, or of one more unit, or of each unit.
func (l priceList) price(quantity int64) int64 {
	quantity = min(quantity, int64(len(l.totals)-1))
	switch l.formula {
	case "flat-rate", "tiered":
		return l.totals[quantity] - l.totals[quantity-1]
	case "volume":
		return l.totals[quantity] / quantity
	}
	return l.totals[quantity]
}

// samples returns the quantities near the boundaries of two price lists, and some between.
func samples(lists ...priceList) []int64 {
	quantities := []int64{1, 2, 3, 7, 10, 33, 100, 333, 1000, 3333, 10_000, 33_333, 100_000, 1_000_000, 3_000_000}
	for _, l := range lists {
		for quantity := int64(2); quantity < int64(len(l.totals)); quantity++ {
			if l.price(quantity) != l.price(quantity-1) || quantity-1 == l.end {
				quantities = append(quantities, quantity-1, quantity, quantity+1)
			}
		}
	}
	slices.Sort(quantities)
	return slices.Compact(quantities)
}

// check compares lines with the difference. Each quantity whose price differs must be in one line, with its prices, and no others; each
// other term must have one line. It reports whether there is a difference.
func (d difference) check(t *testing.T, where string, lines []line) bool {
	t.Helper()
	var labels []string
	var prices []line
	for _, l := range lines {
		if d.prices != nil && (l.label == "price" || quantities.MatchString(l.label)) {
			prices = append(prices, l)
			continue
		}
		labels = append(labels, l.label)
	}
	slices.Sort(labels)
	if !slices.Equal(labels, d.labels) {
		t.Errorf("%s: got the terms %q, want %q; %v", where, labels, d.labels, lines)
	}
	changed := len(d.labels) > 0
	if d.prices == nil {
		return changed
	}
	before, after := d.prices[0], d.prices[1]
	hasRanges := before.hasBrackets() || after.hasBrackets()
	for _, quantity := range samples(before, after) {
		was, will := before.hasPrice(quantity) || !hasRanges, after.hasPrice(quantity) || !hasRanges
		var want []string
		if was {
			want = append(want, fmt.Sprint("before ", before.price(quantity), before.currency))
		}
		if will {
			want = append(want, fmt.Sprint("after ", after.price(quantity), after.currency))
		}
		differs := was != will
		if was && will {
			differs = before.price(quantity) != after.price(quantity) || before.currency != after.currency ||
				before.interval != after.interval || before.formula != after.formula
		}
		if !differs {
			want = nil
		}
		changed = changed || differs
		var got []string
		for _, l := range prices {
			if l.includes(quantity) {
				got = append(got, l.amounts(t, where, before, after)...)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q for the quantity %d, want %q; %v", where, got, quantity, want, lines)
			return changed
		}
	}
	return changed
}

// includes reports whether a line of a price is for a quantity.
func (l line) includes(quantity int64) bool {
	match := quantities.FindStringSubmatch(l.label)
	if match == nil {
		return true
	}
	number := func(text string) int64 {
		n, _ := strconv.ParseInt(strings.ReplaceAll(text, ",", ""), 10, 64)
		return n
	}
	first, last := number(match[1]), number(match[1])
	if match[2] != "" {
		last = number(match[2])
	}
	if match[3] != "" {
		last = math.MaxInt64
	}
	return first <= quantity && quantity <= last
}

// amounts returns the prices of a line, after it has checked the percentage.
func (l line) amounts(t *testing.T, where string, before, after priceList) []string {
	t.Helper()
	var found []string
	var values []float64
	for _, side := range [][2]string{{"before", l.before}, {"after", l.after}} {
		if match := money.FindStringSubmatch(side[1]); match != nil {
			amount := billionths(strings.ReplaceAll(match[1], ",", ""))
			found = append(found, fmt.Sprint(side[0], " ", amount, match[2]))
			values = append(values, float64(amount))
		}
	}
	isComparable := len(values) == 2 && values[0] != 0 && before.currency == after.currency && before.formula == after.formula
	want := 0.0
	if isComparable {
		yearly := [2]float64{perYear(before.interval), perYear(after.interval)}
		switch {
		case yearly[0] == 0 != (yearly[1] == 0):
			isComparable = false
		case yearly[0] != 0 && yearly[0] != yearly[1]:
			want = (values[1]*yearly[1]/(values[0]*yearly[0]) - 1) * 100
			if !strings.HasSuffix(l.percent, " per year") {
				t.Errorf("%s: got %q of %v, want a change per year", where, l.percent, l)
			}
		default:
			want = (values[1]/values[0] - 1) * 100
		}
	}
	text := strings.TrimSuffix(strings.TrimSuffix(strings.ReplaceAll(l.percent, ",", ""), " per year"), "%")
	got, err := strconv.ParseFloat(text, 64)
	if isComparable && strings.Contains(text, "less than") {
		got, err = 0, nil
	}
	if isComparable != (err == nil) || isComparable && math.Abs(got-want) > 0.06 {
		t.Errorf("%s: got the change %q, want %.2f%%, comparable %t; %v", where, l.percent, want, isComparable, l)
	}
	return found
}

// perYear returns how often an interval is in a year, 0 for none.
func perYear(interval string) float64 {
	length, unit, _ := strings.Cut(interval, " ")
	for name, times := range map[string]float64{"day": 365.2425, "week": 365.2425 / 7, "month": 12, "year": 1} {
		if before, ok := strings.CutSuffix(length+unit, name); ok {
			n, _ := strconv.ParseFloat(before, 64)
			return times / n
		}
	}
	return 0
}

// checkGreatest checks that the greatest changes of a review are at least those of any quantity that can be ordered in both versions.
func (d difference) checkGreatest(t *testing.T, address string, change objectChange) {
	t.Helper()
	if d.prices == nil || d.prices[0].currency != d.prices[1].currency || d.prices[0].interval != d.prices[1].interval {
		return
	}
	before, after := d.prices[0], d.prices[1]
	for _, quantity := range samples(before, after) {
		canOrder := func(l priceList) bool {
			return l.hasPrice(quantity) && quantity >= l.smallest && quantity < int64(len(l.totals))
		}
		if !canOrder(before) || !canOrder(after) || before.totals[quantity] == 0 {
			continue
		}
		percent := (float64(after.totals[quantity])/float64(before.totals[quantity]) - 1) * 100
		if percent < -0.001 && (change.GreatestDecrease == nil || *change.GreatestDecrease > percent+0.001) ||
			percent > 0.001 && (change.GreatestIncrease == nil || *change.GreatestIncrease < percent-0.001) {
			t.Errorf("%s: got the greatest changes %v and %v, want at least %.3f%%, of the quantity %d", address,
				orZero(change.GreatestDecrease), orZero(change.GreatestIncrease), percent, quantity)
		}
	}
}

func orZero(percent *float64) float64 {
	if percent == nil {
		return 0
	}
	return *percent
}

// checkNew checks that the review has each price of a new object once.
func checkNew(t *testing.T, address string, o object, change objectChange) {
	t.Helper()
	if o["pricing"] == nil {
		return
	}
	list := newPriceList(o)
	for _, quantity := range samples(list) {
		var got []string
		for _, price := range change.Prices {
			l := line{label: price.Label, after: price.After}
			if (l.label == "price" || quantities.MatchString(l.label)) && l.includes(quantity) {
				match := money.FindStringSubmatch(l.after)
				got = append(got, fmt.Sprint(billionths(strings.ReplaceAll(match[1], ",", "")), match[2]))
			}
		}
		var want []string
		if list.hasPrice(quantity) || !list.hasBrackets() {
			want = []string{fmt.Sprint(list.price(quantity), list.currency)}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q for the quantity %d, want %q", address, got, quantity, want)
		}
	}
}
