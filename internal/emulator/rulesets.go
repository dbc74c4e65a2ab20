package emulator

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/hashicorp/go-uuid"
	"github.com/oklog/ulid/v2"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

const rulesetPath = "events/{eventType}/rules"

// rulesets has a ruleset for each type of event, whose ID is the type. Which actions an event takes is not emulated.
func rulesets() *collection {
	return &collection{
		name: rulesetPath, scopes: eventTypeNames(), scopedBy: "eventType", versioned: true, derive: deriveRuleset,
		initial: schema.Document{"rules": []any{}}, empty: schema.Document{"rules": []any{}, "binds": []any{}}, written: countRules,
	}
}

// rulesetDrafts has the drafts of rulesets, whose IDs are eventType/id.
func rulesetDrafts() *collection {
	return &collection{
		name: rulesetPath + "/drafts", prefix: "rule_dft_", scopes: eventTypeNames(), scopedBy: "eventType", sortable: []string{"name"},
		initial: schema.Document{"author": schema.Document{"id": "usr_emulated", "name": "Emulated User"}},
		derive: func(stored, before schema.Document, _ string) {
			identifyRules(stored, before)
		},
	}
}

// sendThroughAttributions are only read: seed them as eventType/number.
func sendThroughAttributions() *collection {
	return &collection{
		name: "send-through-attribution", seeded: true, scopes: eventTypeNames(), scopedBy: "eventType",
	}
}

// deriveRuleset counts the versions of a ruleset. The version of a ruleset that was never written is uncertain.
func deriveRuleset(stored, before schema.Document, _ string) {
	stored["version"] = json.Number("0")
	if before != nil {
		stored["version"] = next(before, "version")
	}
	identifyRules(stored, before)
}

// identifyRules gives an ID to each rule, bind, email action and message of a ruleset that has none, or one that the ruleset did not have.
func identifyRules(stored, before schema.Document) {
	known := map[string]bool{}
	for _, field := range []string{"rules", "binds"} {
		eachIdentified(before[field], func(object schema.Document, _ bool) { known[schema.TextOf(object["id"])] = true })
	}
	for _, field := range []string{"rules", "binds"} {
		if stored[field] == nil {
			continue
		}
		copied := normalized(schema.Document{field: stored[field]})
		eachIdentified(copied[field], func(object schema.Document, isRule bool) {
			switch id := schema.TextOf(object["id"]); {
			case id != "" && (known[id] || before == nil):
			case isRule:
				object["id"] = "rule_" + ulid.Make().String()
			default:
				object["id"] = newUUID()
			}
		})
		stored[field] = copied[field]
	}
}

func newUUID() string {
	id, err := uuid.GenerateUUID()
	if err != nil {
		panic("emulator: " + err.Error())
	}
	return id
}

// eachIdentified calls visit with each rule, and with each email action and message in it.
func eachIdentified(rules any, visit func(object schema.Document, isRule bool)) {
	each := func(list any, visit func(schema.Document)) {
		elements, _ := list.([]any)
		for _, element := range elements {
			if object, ok := element.(schema.Document); ok {
				visit(object)
			}
		}
	}
	each(rules, func(rule schema.Document) {
		visit(rule, true)
		each(rule["actions"], func(action schema.Document) {
			if action["name"] != "send-email" {
				return
			}
			visit(action, false)
			each(action["emails"], func(message schema.Document) { visit(message, false) })
		})
	})
}

// countRules writes the numbers of rules and binds to the event.
func countRules(e *Emulator, eventType string, stored schema.Document) {
	events := e.collections["events"]
	e.initialize(events)
	event := maps.Clone(e.objects[events.key(eventType)])
	for count, field := range map[string]string{"rulesCount": "rules", "bindsCount": "binds"} {
		list, _ := stored[field].([]any)
		event[count] = json.Number(strconv.Itoa(len(list)))
	}
	e.objects[events.key(eventType)] = event
}

// rulesetRoute returns the route for what is below the path of a ruleset, except drafts.
func rulesetRoute(method, template, eventType string, below []string) route {
	none := route{template: template}
	if method != http.MethodGet || len(below) > 2 {
		return none
	}
	version := ""
	if len(below) == 2 {
		version, _ = url.PathUnescape(below[1])
	}
	serve := func(e *Emulator, w http.ResponseWriter, r *http.Request, _ string) {
		c := e.collections[rulesetPath]
		if below[0] == "versions" {
			e.getVersion(w, r, c, eventType, version)
			return
		}
		switch history := e.rulesetHistory(eventType, version); {
		case version == "":
			rest.WriteJSON(w, http.StatusOK, history)
		case len(history) == 1:
			rest.WriteJSON(w, http.StatusOK, history[0])
		default:
			rest.WriteNotFound(w, r)
		}
	}
	switch {
	case len(below) == 2 && slices.Contains([]string{"history", "versions"}, below[0]):
		return route{template: template + "/" + below[0] + "/{version}", action: serve}
	case len(below) == 1 && below[0] == "history":
		return route{template: template + "/history", action: serve}
	}
	return none
}

// rulesetHistory returns the versions of a ruleset without its rules, or only the given one.
func (e *Emulator) rulesetHistory(eventType, version string) []schema.Document {
	e.mu.Lock()
	defer e.mu.Unlock()
	history := []schema.Document{}
	for _, stored := range e.versions[key{rulesetPath, eventType}] {
		if number, _ := stored["version"].(json.Number); version == "" || number.String() == version {
			history = append(history, schema.Document{
				"version": stored["version"], "createdTime": stored["updatedTime"], "updatedTime": stored["updatedTime"], "_links": []any{},
			})
		}
	}
	return history
}

// emailNotifications returns the summary of the binds that send emails, of every type of event.
func (e *Emulator) emailNotifications() []schema.Document {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := []schema.Document{}
	for _, eventType := range eventTypeNames() {
		notifications, active := []any{}, 0
		binds, _ := e.objects[key{rulesetPath, eventType}]["binds"].([]any)
		for _, element := range binds {
			bind, _ := element.(schema.Document)
			actions, _ := bind["actions"].([]any)
			for _, element := range actions {
				sent, _ := element.(schema.Document)
				if sent["name"] != "send-email" {
					continue
				}
				isActive := bind["status"] == "active" && sent["status"] == "active"
				if isActive {
					active++
				}
				notifications = append(notifications, schema.Document{
					"labels": bind["labels"], "title": schema.TextOf(sent["title"]), "isActive": isActive,
				})
			}
		}
		all = append(all, schema.Document{
			"eventType": eventType, "count": json.Number(strconv.Itoa(len(notifications))), "activeCount": json.Number(strconv.Itoa(active)),
			"notifications": notifications, "_links": []any{},
		})
	}
	return all
}
