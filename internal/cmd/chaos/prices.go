//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// comparePrices checks after a run without an error that plans have the prices of the state, unless a warning names the plan.
func (s *scenario) comparePrices(got result) error {
	held, err := state(s.dir)
	if err != nil {
		return err
	}
	attributes, err := stateAttributes(s.dir)
	if err != nil {
		return err
	}
	for address, path := range held {
		collection, id := split(path)
		stored, exists := s.fixture.Get(collection, id)
		warned := slices.ContainsFunc(got.warnings, func(w diagnostic) bool {
			return strings.Contains(w.Summary, fmt.Sprintf("%q", id))
		})
		if collection != "plans" || !exists || warned {
			continue
		}
		encoded, err := json.Marshal(stored)
		if err != nil {
			return err
		}
		var document any
		if err := json.Unmarshal(encoded, &document); err != nil {
			return err
		}
		if want, live := prices(attributes[address]), prices(document); !slices.Equal(want, live) {
			s.fail("run %d: %s is sold for %v, but the state has %v\n%s", s.sum.runs, path, live, want,
				strings.Join(s.fixture.history(path), "\n"))
		}
	}
	return nil
}

// prices returns the sorted prices within a value.
func prices(value any) []float64 {
	var all []float64
	switch value := value.(type) {
	case map[string]any:
		for name, child := range value {
			if price, ok := child.(float64); ok && name == "price" {
				all = append(all, price)
			}
			all = append(all, prices(child)...)
		}
	case []any:
		for _, child := range value {
			all = append(all, prices(child)...)
		}
	}
	slices.Sort(all)
	return all
}

// stateAttributes returns the attributes in the state by address, without those of deposed objects.
func stateAttributes(dir string) (map[string]any, error) {
	instances, err := instances(dir)
	if err != nil {
		return nil, err
	}
	all := map[string]any{}
	for _, i := range instances {
		if !i.isDeposed {
			all[i.address] = i.attributes
		}
	}
	return all, nil
}
