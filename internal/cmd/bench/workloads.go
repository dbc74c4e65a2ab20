//go:build unix

package main

import (
	"fmt"
	"strings"
)

// workload is a configuration to measure: a shared object and any number of first and second objects, of which the second refer
// to the shared one. They have blocks with a count: with a block for each, or references between them, the time of the CLI
// itself would grow with the square of their number.
type workload struct {
	name, source          string
	shared, first, second string
	// isOptional is true if the workload is left out if its provider could not be built.
	isOptional bool
	// backend is the URL of the state, if it is not a local file.
	backend string
}

var (
	rebillyWorkload = workload{name: "rebilly", source: "rebilly/rebilly", shared: `
resource "rebilly_product" "shared" {
  name = "Product of all plans"
}
`, first: `
resource "rebilly_product" "first" {
  count           = %d
  name            = "Product ${count.index}"
  unit_label      = "seat"
  description     = "A seat of product ${count.index} for one person."
  options         = ["color", "size"]
  accounting_code = "4010"
}
`, second: `
resource "rebilly_plan" "second" {
  count              = %d
  name               = "Plan ${count.index}"
  product_id         = rebilly_product.shared.id
  currency           = "USD"
  description        = "Plan ${count.index}, charged each month."
  trial              = { price = 0, period = { unit = "day", length = 14 } }
  pricing            = { tiered = { brackets = [{ price = 12, max_quantity = 10 }, { price = 9.99 }] } }
  recurring_interval = { unit = "month", length = 1 }
}
`}
	// The same configuration for a provider with the same schemas that does nothing.
	echoWorkload = workload{
		name: "echo", source: "rebilly/echo",
		shared: rebillyWorkload.shared, first: rebillyWorkload.first, second: rebillyWorkload.second,
	}
	baselineWorkload = workload{name: "baseline", shared: `
resource "terraform_data" "shared" {
  input = "Product of all plans"
}
`, first: `
resource "terraform_data" "first" {
  count = %d
  input = "Product ${count.index}"
}
`, second: `
resource "terraform_data" "second" {
  count = %d
  input = terraform_data.shared.id
}
`}
	// A random string has 14 attributes, as many as a billing plan or a product.
	comparisonWorkload = workload{name: "random", source: "hashicorp/random", isOptional: true, shared: `
resource "random_string" "shared" {
  length = 16
}
`, first: `
resource "random_string" "first" {
  count  = %d
  length = 16
}
`, second: `
resource "random_string" "second" {
  count   = %d
  length  = 16
  keepers = { shared = random_string.shared.id }
}
`}
	// The same objects in a generic REST provider.
	genericWorkload = workload{name: "restapi", source: "Mastercard/restapi", isOptional: true, shared: `
resource "restapi_object" "shared" {
  path        = "/products"
  create_path = "/products/{id}"
  data        = jsonencode({ id = "prod_shared", name = "Product of all plans" })
}

variable "url" {}

variable "key" {}

provider "restapi" {
  uri                  = var.url
  create_method        = "PUT"
  write_returns_object = true
  headers              = { "REB-APIKEY" = var.key, "Content-Type" = "application/json" }
}
`, first: `
resource "restapi_object" "first" {
  count       = %d
  path        = "/products"
  create_path = "/products/{id}"
  data = jsonencode({
    id             = "prod_${count.index}"
    name           = "Product ${count.index}"
    unitLabel      = "seat"
    description    = "A seat of product ${count.index} for one person."
    options        = ["color", "size"]
    accountingCode = "4010"
  })
}
`, second: `
resource "restapi_object" "second" {
  count       = %d
  path        = "/plans"
  create_path = "/plans/{id}"
  data = jsonencode({
    id                = "plan_${count.index}"
    name              = "Plan ${count.index}"
    productId         = restapi_object.shared.id
    currency          = "USD"
    description       = "Plan ${count.index}, charged each month."
    trial             = { price = 0, period = { unit = "day", length = 14 } }
    pricing           = { formula = "tiered", brackets = [{ price = 12, maxQuantity = 10 }, { price = 9.99, maxQuantity = null }] }
    recurringInterval = { unit = "month", length = 1 }
  })
}
`}
	workloads = []workload{rebillyWorkload, echoWorkload, baselineWorkload, comparisonWorkload, genericWorkload}
)

// binary returns the file name of the provider, empty if it is a part of the CLI.
func (w workload) binary() string {
	_, name, ok := strings.Cut(w.source, "/")
	if !ok {
		return ""
	}
	return "terraform-provider-" + name
}

// configuration returns a configuration of size objects, half of them second objects.
func (w workload) configuration(size int) string {
	text := w.shared + fmt.Sprintf(w.first, (size-1)/2) + fmt.Sprintf(w.second, size/2)
	if w.source != "" {
		// The first word of a resource type is the local name of its provider.
		provider, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(w.shared), `resource "`), "_")
		text = fmt.Sprintf("terraform {\n  required_providers {\n    %s = { source = %q }\n  }\n}\n", provider, w.source) + text
	}
	if w.backend != "" {
		text = fmt.Sprintf("terraform {\n  backend \"http\" {\n    address = %q\n  }\n}\n", w.backend) + text
	}
	return text
}

// foreign returns an object that Terraform does not manage, as large as those that it manages.
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
