//go:build unix

package main

import (
	"fmt"
	"strings"
)

// kind is a kind of objects to measure. They come in pairs: an object, and one that names it. Each has a block of its own:
// with count or for_each the engine alone would take time that grows with the square of their number.
type kind struct {
	name, source  string
	first, second string
}

const ours = "rebilly"

var (
	rebillyObjects = kind{name: ours, source: "rebilly/rebilly", first: `
resource "rebilly_product" "first_%[1]d" {
  name            = "Product %[1]d"
  unit_label      = "seat"
  description     = "A seat of product %[1]d for one person."
  options         = ["color", "size"]
  accounting_code = "4010"
}
`, second: `
resource "rebilly_plan" "second_%[1]d" {
  name               = "Plan %[1]d"
  product_id         = rebilly_product.first_%[1]d.id
  currency           = "USD"
  description        = "Product %[1]d, charged each month."
  trial              = { price = 0, period = { unit = "day", length = 14 } }
  pricing            = { tiered = { brackets = [{ price = 12, max_quantity = 10 }, { price = 9.99 }] } }
  recurring_interval = { unit = "month", length = 1 }
}
`}
	floorObjects = kind{name: "floor", first: `
resource "terraform_data" "first_%[1]d" {
  input = "Product %[1]d"
}
`, second: `
resource "terraform_data" "second_%[1]d" {
  input = terraform_data.first_%[1]d.id
}
`}
	// A random string has 14 attributes, as many as a plan or a product.
	peerObjects = kind{name: "random", source: "hashicorp/random", first: `
resource "random_string" "first_%[1]d" {
  length = 16
}
`, second: `
resource "random_string" "second_%[1]d" {
  length  = 16
  keepers = { first = random_string.first_%[1]d.id }
}
`}
)

func (k kind) configuration(size int) string {
	var text strings.Builder
	if k.source != "" {
		fmt.Fprintf(&text, "terraform {\n  required_providers {\n    %s = { source = %q }\n  }\n}\n", k.name, k.source)
	}
	for i := range size {
		block := k.first
		if i%2 == 1 {
			block = k.second
		}
		fmt.Fprintf(&text, block, i/2)
	}
	return text.String()
}

// foreign is an object that others made, as large as ours.
func foreign(i int) (collection, id string, object map[string]any) {
	product := fmt.Sprintf("prod_foreign_%d", i/2)
	if i%2 == 0 {
		return "products", product, map[string]any{
			"name": fmt.Sprintf("Foreign product %d", i/2), "unitLabel": "seat", "description": "A seat for one person.",
			"options": []any{"color", "size"}, "accountingCode": "4010",
		}
	}
	return "plans", fmt.Sprintf("plan_foreign_%d", i/2), map[string]any{
		"name": fmt.Sprintf("Foreign plan %d", i/2), "productId": product, "currency": "USD", "description": "Charged each month.",
		"trial": map[string]any{"price": 0, "period": map[string]any{"unit": "day", "length": 14}},
		"pricing": map[string]any{"formula": "tiered", "brackets": []any{
			map[string]any{"price": 12, "maxQuantity": 10}, map[string]any{"price": 9.99},
		}},
		"recurringInterval": map[string]any{"unit": "month", "length": 1},
	}
}
