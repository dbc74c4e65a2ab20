package kind_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
)

var sheet = kind.Kind{
	Name: "sheet", Collection: "webhooks", IDPrefix: "hook_", DisplayNameAttribute: "name",
	Fields: kind.Fields{
		"name": kind.Text{Description: "Name", Required: true},
		"cells": kind.ObjectMap{Description: "Cells", Key: "name", Fields: kind.Fields{
			"note":             kind.Text{Description: "Note"},
			"value":            kind.PlainSecret{Text: kind.Text{Description: "Value"}},
			"value_wo":         kind.Secret{Description: "Value", HasPlain: true},
			"value_wo_version": kind.SecretVersion{},
		}},
	},
}

func startSheet(t *testing.T) (*secretAPI, *coretest.Core) {
	t.Helper()
	api := &secretAPI{stored: map[string]object{}}
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	return api, coretest.NewCoreOf(t, coretest.ProviderOf(sheet.Registration()), object{
		"organization_id": "org", "api_key": "sk_sandbox_x", "base_url": server.URL, "max_retries": 0,
	})
}

func sheetOf(cells object) object {
	return object{"id": "hook_1", "name": "A", "cells": cells}
}

// TestObjectMap sends and reads a map as a list that is sorted by key, and reads a list of a different order.
func TestObjectMap(t *testing.T) {
	api, s := startSheet(t)
	config := sheetOf(object{"b": object{"value": "2"}, "a": object{"value_wo": "token-1", "value_wo_version": 1, "note": "n"}})
	state := s.MustApply(nil, "rebilly_sheet", config)
	want := `{"cells":[{"name":"a","note":"n","value":"token-1"},{"name":"b","note":null,"value":"2"}],"name":"A"}`
	if got := api.sent(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	requireNoSecret(t, state)
	cells, _ := api.stored["webhooks/hook_1"]["cells"].([]any)
	cells[0], cells[1] = cells[1], cells[0]
	if plan := s.Plan(s.Read(state), "rebilly_sheet", config); plan.Action != coretest.NoOp {
		t.Errorf("different order: got %s of %v, want no change", plan.Action, plan.Changes())
	}
	state = s.MustApply(state, "rebilly_sheet", object{"id": "hook_1", "name": "A"})
	if got := api.sent(); !strings.Contains(got, `"cells":[]`) || state.Get("cells") != nil {
		t.Errorf("got %s and the state %v, want no cells", got, state.Object())
	}
}

// TestObjectMap_UnknownMembers keeps the members of an element that this version does not have, and not those of a removed one.
func TestObjectMap_UnknownMembers(t *testing.T) {
	api, s := startSheet(t)
	state := s.MustApply(nil, "rebilly_sheet", sheetOf(object{"a": object{"value": "1"}, "b": object{"value": "2"}}))
	for _, cell := range api.stored["webhooks/hook_1"]["cells"].([]any) {
		cell, _ := cell.(object)
		cell["future"] = cell["name"]
	}
	api.sent()
	s.MustApply(s.Read(state), "rebilly_sheet", sheetOf(object{"b": object{"value": "3"}, "c": object{"value": "1"}}))
	want := `"cells":[{"future":"b","name":"b","note":null,"value":"3"},{"name":"c","note":null,"value":"1"}]`
	if got := api.sent(); !strings.Contains(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestObjectMap_OthersAdd keeps an element that others add while Terraform changes a different one.
func TestObjectMap_OthersAdd(t *testing.T) {
	api, s := startSheet(t)
	state := s.MustApply(nil, "rebilly_sheet", sheetOf(object{"a": object{"value": "1"}}))
	stored := api.stored["webhooks/hook_1"]
	cells, _ := stored["cells"].([]any)
	stored["cells"] = append(cells, object{"name": "z", "value": "9"})
	api.sent()
	s.MustApply(state, "rebilly_sheet", sheetOf(object{"a": object{"value": "2"}}))
	if got, want := api.sent(), `{"name":"z","value":"9"}`; !strings.Contains(got, want) {
		t.Errorf("got %s, want %s kept", got, want)
	}
}

// TestObjectMap_Duplicates reads two elements with one key, of which a map can have only one.
func TestObjectMap_Duplicates(t *testing.T) {
	api, s := startSheet(t)
	state := s.MustApply(nil, "rebilly_sheet", sheetOf(nil))
	api.stored["webhooks/hook_1"]["cells"] = []any{object{"name": "a", "value": "1"}, object{"name": "a", "value": "2"}}
	if got := s.Read(state).Diagnostics; !got.HasError(`it has the name "a" twice`) {
		t.Errorf("got %v, want an error", got)
	}
}
