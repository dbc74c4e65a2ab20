//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// entry is one resource of a configuration.
type entry struct {
	// kind is the type of the resource without rebilly_.
	kind string
	// label is the name of the resource. It is never reused, and is part of the object's display name.
	label string
	// id is the configured id, or empty if the provider generates one.
	id      string
	edition int
	// body contains the attributes without references.
	body string
	// product is the label of the product of a plan.
	product string
	// fields are values of custom fields, by the label of the field.
	fields map[string]string
	// resource and variant belong to a custom field and do not change.
	resource, variant string
	replaceable       bool
	// publishable belongs to an API key and does not change.
	publishable bool
}

func (e *entry) address() string { return "rebilly_" + e.kind + "." + e.label }

func (e *entry) title() string { return fmt.Sprintf("Thing %s, edition %d", e.label, e.edition) }

// catalog is a random configuration. The same random source generates the same one.
type catalog struct {
	random  *rand.Rand
	entries []*entry
	created int
	// returnsSecrets is true if responses include the secret of an existing API key.
	returnsSecrets bool
	// rejectsProductDelete is true if products with plans cannot be deleted. Without create_before_destroy, the CLI deletes a
	// product before it updates the plan to use a different one.
	rejectsProductDelete bool
	// retired are removed custom fields that may be added again.
	retired []*entry
}

func newCatalog(random *rand.Rand, returnsSecrets, rejectsProductDelete bool) *catalog {
	c := &catalog{random: random, returnsSecrets: returnsSecrets, rejectsProductDelete: rejectsProductDelete}
	for range 2 + random.IntN(3) {
		c.add("product")
	}
	for range 3 + random.IntN(20) {
		c.add(c.randomKind())
	}
	return c
}

// randomKind returns a random kind. Plans, which have the most attributes, are more likely.
func (c *catalog) randomKind() string {
	return c.pick(append(slices.Sorted(maps.Keys(kinds)), "plan", "plan")...)
}

func (c *catalog) pick(of ...string) string { return of[c.random.IntN(len(of))] }

func (c *catalog) withProbability(percent int) bool { return c.random.IntN(100) < percent }

func (c *catalog) entriesOfType(kind string) []*entry {
	return slices.DeleteFunc(slices.Clone(c.entries), func(e *entry) bool { return e.kind != kind })
}

func (c *catalog) add(kind string) {
	if kind == "custom_field" && len(c.retired) > 0 && c.withProbability(50) {
		last := len(c.retired) - 1
		c.entries, c.retired = append(c.entries, c.retired[last]), c.retired[:last]
		return
	}
	c.created++
	e := &entry{
		kind: kind, label: fmt.Sprintf("%c%d", kind[0], c.created),
		replaceable: c.withProbability(30) || kind == "product" && c.rejectsProductDelete, publishable: c.withProbability(30),
	}
	if kind == "plan" {
		e.label = fmt.Sprintf("m%d", c.created)
	}
	if kind == "custom_field" {
		e.resource = c.pick("products", "products", "plans", "websites")
		e.variant = c.pick("string", "integer", "boolean", "number", "array", "monetary", "date", "datetime")
	} else if kinds[kind].hasChosenID() && c.withProbability(50) {
		e.id = "chosen_" + e.label
	}
	c.change(e)
	c.entries = append(c.entries, e)
}

// edit changes, adds and removes random entries.
func (c *catalog) edit() {
	for range 1 + c.random.IntN(len(c.entries)/2+1) {
		switch c.random.IntN(6) {
		case 0:
			c.add(c.randomKind())
		case 1:
			if len(c.entries) > 5 {
				c.remove(c.entries[c.random.IntN(len(c.entries))])
			}
		default:
			c.change(c.entries[c.random.IntN(len(c.entries))])
		}
	}
}

func (c *catalog) remove(removed *entry) {
	if removed.kind == "product" && len(c.entriesOfType("product")) == 1 {
		return
	}
	c.entries = slices.DeleteFunc(c.entries, func(e *entry) bool { return e == removed })
	if removed.kind == "custom_field" {
		c.retired = append(c.retired, removed)
	}
	for _, e := range c.entries {
		delete(e.fields, removed.label)
		if e.product == removed.label {
			others := c.entriesOfType("product")
			e.product = others[c.random.IntN(len(others))].label
		}
	}
}

// change replaces the attributes of an entry by random ones.
func (c *catalog) change(e *entry) {
	e.edition++
	if e.replaceable && e.id != "" && e.edition > 1 && c.withProbability(30) {
		e.id = fmt.Sprintf("chosen_%s_%d", e.label, e.edition)
	}
	e.body = c.body(e)
	e.fields = map[string]string{}
	for _, field := range c.entriesOfType("custom_field") {
		if e.kind+"s" == field.resource && c.withProbability(40) {
			e.fields[field.label] = c.value(field.variant)
		}
	}
}

func (c *catalog) price() string {
	whole := fmt.Sprint(c.random.IntN(1000))
	decimals := fmt.Sprintf("%d.%02d", c.random.IntN(100), c.random.IntN(100))
	return c.pick("0", "0.01", "9.95", "19.9", "100", "0.333", whole, decimals)
}

// randomLines returns each line with a probability of one half.
func (c *catalog) randomLines(lines ...string) string {
	return strings.Join(slices.DeleteFunc(lines, func(string) bool { return c.withProbability(50) }), "\n")
}

// body returns attributes that refer to nothing.
func (c *catalog) body(e *entry) string {
	if write := bodies[e.kind]; write != nil {
		return write(c, e)
	}
	random := kinds[e.kind].Random
	var required, optional []string
	for _, name := range slices.Sorted(maps.Keys(random.Required)) {
		required = append(required, c.attribute(e, name, random.Required[name]))
	}
	for _, name := range slices.Sorted(maps.Keys(random.Optional)) {
		optional = append(optional, c.attribute(e, name, random.Optional[name]))
	}
	return strings.Join(required, "\n") + "\n" + c.randomLines(optional...)
}

// attribute sets an attribute to one of its values. A value in JSON is an expression in HCL.
func (c *catalog) attribute(e *entry, name string, values []any) string {
	value, err := json.Marshal(values[c.random.IntN(len(values))])
	if err != nil {
		panic(err)
	}
	return name + " = " + strings.ReplaceAll(string(value), "{label}", e.label)
}

func (c *catalog) plan(e *entry) string {
	products := c.entriesOfType("product")
	if e.product == "" || c.withProbability(30) {
		e.product = products[c.random.IntN(len(products))].label
	}
	always := fmt.Sprintf("currency = %q\n", c.pick("USD", "EUR", "GBP")) + c.randomLines(
		fmt.Sprintf("description = %q", c.pick("", "A price", "Another price")),
		`rich_description = "A <b>price</b>"`,
		"product_options = "+c.pick(`{}`, `{ color = "red" }`, `{ color = "red", size = "L" }`),
		"is_active = "+c.pick("true", "false"),
		fmt.Sprintf("setup = { price = %s }", c.price()),
	)
	trial := fmt.Sprintf("\ntrial = { price = %s, period = { unit = %q, length = %d } }",
		c.price(), c.pick("day", "week", "month"), 1+c.random.IntN(30))
	if c.withProbability(10) {
		return always + trial
	}
	always += "\npricing = " + c.pricing()
	if c.withProbability(40) {
		return always
	}
	if c.withProbability(40) {
		always += trial
	}
	unit, length := c.pick("day", "week", "month", "year"), 1+c.random.IntN(12)
	interval := fmt.Sprintf("unit = %q\nlength = %d\n", unit, length) + c.randomLines(
		fmt.Sprintf("limit = %d", 1+c.random.IntN(24)),
		"period_anchor_instruction = "+c.pick(
			`{ day_of_month = { day = 1, time = "00:00:00Z" } }`,
			`{ day_of_week = { day = "Monday", week = "next" } }`,
			`{ day_and_month_of_year = { day = 31, month = 12 } }`,
		),
	)
	if c.withProbability(30) {
		interval += "\nbilling_timing = \"postpaid\""
		always += "\nmetered_billing = " + c.pick(
			`{ strategy = "sum" }`, `{ strategy = "last", sticky = true }`, `{ strategy = "sum", min = 0.01, max = 1000.5 }`,
		)
	}
	return always + "\nrecurring_interval = {\n" + interval + "\n}"
}

func (c *catalog) pricing() string {
	brackets := fmt.Sprintf("{ brackets = [{ price = %s, max_quantity = 10 }, { price = %s, max_quantity = 100 }, { price = %s }] }",
		c.price(), c.price(), c.price())
	return c.pick(
		fmt.Sprintf("{ fixed_fee = { price = %s } }", c.price()),
		fmt.Sprintf("{ flat_rate = { price = %s, min_quantity = 2 } }", c.price()),
		fmt.Sprintf("{ flat_rate = { price = %s } }", c.price()),
		"{ stairstep = "+brackets+" }", "{ tiered = "+brackets+" }", "{ volume = "+brackets+" }",
	)
}

func (c *catalog) key(e *entry) string {
	body := c.randomLines(
		`acl = [{ permissions = ["GetPlanCollection", "GetPlan"] }]`,
		"allowed_ips = "+c.pick(`["153.12.32.33"]`, `["201.54.122.0/24", "2001:db8:abcd:12::/64"]`),
	)
	if c.returnsSecrets && c.withProbability(30) {
		body += "\nstore_secret = true"
	}
	if e.publishable {
		body += "\ntype = \"publishable\""
	}
	if e.replaceable && e.id == "" {
		body += fmt.Sprintf("\nrotation_triggers = { generation = \"%d\" }", 1+c.random.IntN(3))
	}
	return body
}

func (c *catalog) field(e *entry) string {
	variant := map[string][]string{
		"string":  {`{}`, `{ max_length = 300 }`, `{ default = "none" }`},
		"integer": {`{}`, `{ minimum = -5, maximum = 2000 }`, `{ default = 7 }`},
		"boolean": {`{}`, `{ default = false }`, `{ default = true }`},
		"number":  {`{}`, `{ minimum = 0 }`, `{ default = 0.5 }`},
		"array":   {`{}`, `{ default = ["a"] }`},
	}[e.variant]
	if variant == nil {
		variant = []string{`{}`}
	}
	return e.variant + " = " + c.pick(variant...)
}

func (c *catalog) value(variant string) string {
	return map[string]string{
		"string": c.pick(`"gold"`, `"silver"`), "integer": c.pick("0", "5", "1000"), "boolean": c.pick("true", "false"),
		"number": c.pick("0", "99.95"),
		"array":  c.pick(`["a"]`, `["a", "b"]`), "monetary": `{ currency = "USD", amount = ` + c.price() + ` }`,
		"date": `"2026-01-31"`, "datetime": `"2026-01-31T10:00:00Z"`,
	}[variant]
}

// hcl returns the configuration.
func (c *catalog) hcl() string {
	var out strings.Builder
	for _, e := range c.entries {
		fmt.Fprintf(&out, "resource \"rebilly_%s\" %q {\n", e.kind, e.label)
		k := kinds[e.kind]
		if title := k.title(); title != "" {
			fmt.Fprintf(&out, "%s = %q\n", title, e.title())
		}
		if key := k.lastKey(); key != "id" {
			fmt.Fprintf(&out, "%s = %q\n", key, e.label)
		}
		if e.kind == "custom_field" {
			fmt.Fprintf(&out, "resource = %q\n", e.resource)
		}
		if e.id != "" {
			fmt.Fprintf(&out, "id = %q\n", e.id)
		}
		if e.product != "" {
			fmt.Fprintf(&out, "product_id = rebilly_product.%s.id\n", e.product)
		}
		fmt.Fprintln(&out, e.body)
		if len(e.fields) > 0 {
			fmt.Fprintln(&out, "custom_fields = {")
			for _, label := range slices.Sorted(maps.Keys(e.fields)) {
				fmt.Fprintf(&out, "(rebilly_custom_field.%s.name) = %s\n", label, e.fields[label])
			}
			fmt.Fprintln(&out, "}")
		}
		if e.kind == "product" || e.kind == "tag" {
			fmt.Fprintln(&out, `timeouts = { delete = "20s" }`)
		}
		if e.replaceable && e.kind != "custom_field" {
			fmt.Fprintln(&out, "lifecycle { create_before_destroy = true }")
		}
		fmt.Fprint(&out, "}\n")
	}
	return out.String()
}
