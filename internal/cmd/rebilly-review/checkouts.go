package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

const checkoutType = "rebilly_purchase_config"

// checkouts returns the checkout pages that a plan changes: their own configurations that Terraform reads again, those that sell a billing
// plan whose terms change, and websites whose hosted pages change.
func (k knowledge) checkouts(plan *terraformPlan, changes []objectChange) []checkout {
	reasons := map[string][]string{}
	affected := affectingCheckouts(changes)
	use := func(address string, values map[string]any) {
		for _, id := range slices.Sorted(maps.Keys(affected)) {
			if refers(values, id) {
				reasons[address] = append(reasons[address], "it uses "+affected[id]+", which changes")
			}
		}
	}
	for _, change := range plan.ResourceChanges {
		if change.Type != checkoutType || !isOurs(change.Provider, change.Type) {
			continue
		}
		_, after := shown(k.schema(change), version{}, version{change.Change.After, change.Change.AfterUnknown, change.Change.AfterSensitive})
		values, _ := after.(map[string]any)
		reasons[change.Address] = append(reasons[change.Address], "its configuration is read during the apply")
		use(change.Address, values)
	}
	plan.PriorState.Values.RootModule.walk(func(address string, values map[string]any) { use(address, values) })
	for _, change := range changes {
		for _, path := range hostedPageSettings(change) {
			reasons[change.Address] = append(reasons[change.Address], "its hosted pages change: "+path)
		}
	}
	var result []checkout
	for _, address := range slices.Sorted(maps.Keys(reasons)) {
		result = append(result, checkout{address, slices.Compact(reasons[address])})
	}
	return result
}

// affectingCheckouts returns the labels, by id, of the objects whose changes affect checkouts that use them: billing plans whose terms
// change, and websites.
func affectingCheckouts(changes []objectChange) map[string]string {
	labels := map[string]string{}
	for _, change := range changes {
		switch {
		case change.ID == "":
		case change.Type == "rebilly_plan" && (change.Action != actionUpdate || len(change.Prices)+len(change.Terms) > 0):
			labels[change.ID] = label(change)
		case change.Type == "rebilly_website":
			labels[change.ID] = label(change)
		}
	}
	return labels
}

// hostedPageSettings returns the paths of the attributes by which an update of a website changes its hosted pages.
func hostedPageSettings(change objectChange) []string {
	if change.Type != "rebilly_website" || change.Action != actionUpdate {
		return nil
	}
	var paths []string
	for _, attribute := range change.Attributes {
		if strings.HasPrefix(attribute.Path, "settings.") {
			paths = append(paths, attribute.Path)
		}
	}
	return paths
}

// walk calls a function with each checkout that was read.
func (m module) walk(visit func(address string, values map[string]any)) {
	for _, resource := range m.Resources {
		if resource.Type != checkoutType || resource.Mode != "data" {
			continue
		}
		decoder := json.NewDecoder(bytes.NewReader(resource.Values))
		decoder.UseNumber()
		var values map[string]any
		if decoder.Decode(&values) == nil {
			visit(resource.Address, values)
		}
	}
	for _, child := range m.ChildModules {
		child.walk(visit)
	}
}

// refers reports whether an argument of a checkout has an id as its value.
func refers(values map[string]any, id string) bool {
	for _, name := range []string{"items", "addons", "bump_offer", "deposit", "website_id"} {
		if contains(values[name], id) {
			return true
		}
	}
	return false
}

// label returns the name of an object and its id.
func label(change objectChange) string {
	switch {
	case change.Name != "" && change.Name != change.ID && change.ID != "":
		return change.Name + " (" + change.ID + ")"
	case change.Name != "":
		return change.Name
	case change.ID != "":
		return change.ID
	}
	return change.Address
}
