package rebilly

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// The fields of a ruleset that a client writes.
var ruleFields = []string{"rules", "binds"}

// Rulesets is the collection of the rulesets of events. Their key is the type of the event. Rebilly has a ruleset for every type, which an
// update replaces as a whole, and neither creates nor deletes one: here, a ruleset without rules and binds does not exist.
type Rulesets struct {
	Collection[Document]
	// canonical returns the fields of a response as a request has them.
	canonical func(map[string]any) map[string]any
}

// Rulesets returns the collection of rulesets, whose path is events/{eventType}/rules. canonical returns the fields of a response as a
// request has them, so that they can be compared.
func (c *Client) Rulesets(t DocumentType, canonical func(map[string]any) map[string]any) Rulesets {
	documents := c.Documents(t)
	documents.singleton, documents.skipListCache, documents.match = true, true, sameRules
	finish := documents.finish
	documents.finish = func(d *Document) error {
		err := finish(d)
		if _, hasRules := d.Fields["rules"]; err == nil && !hasRules {
			err = errors.New("it has no rules")
		}
		return err
	}
	documents.setParent = func(d *Document, parent string) {
		d.ID = parent
		t.addParameter(d, parent)
	}
	return Rulesets{documents, canonical}
}

// RulesetDrafts returns the collection of the drafts of rulesets. Their keys are eventType/id.
func (c *Client) RulesetDrafts(t DocumentType) PostCollection[Document] {
	drafts := c.PostedDocuments(t)
	drafts.match = sameRules
	return drafts
}

// wholeRulesets returns the collection of rulesets with all their fields, which are compared without ids.
func (c *Client) wholeRulesets() Rulesets {
	return c.Rulesets(DocumentType{
		Shape: Shape{Path: "events/{eventType}/rules", ReadOnly: []string{"version", "createdTime", "updatedTime", "_links"}},
	}, withoutIDs)
}

// DraftBaseError is the error of publishing a draft that is not based on the current version of the ruleset.
type DraftBaseError struct {
	// Version is that of the ruleset, BaseVersion that of the draft.
	Version, BaseVersion json.Number
}

var _ error = (*DraftBaseError)(nil)

func (e *DraftBaseError) Error() string {
	return fmt.Sprintf("The draft is based on version %s of the ruleset, which has version %s now: publishing it would undo what changed "+
		"since. Apply these changes to the draft and set its base_version.", e.BaseVersion, e.Version)
}

// RulesetDraft reads a draft with all its fields.
func (c *Client) RulesetDraft(ctx context.Context, eventType, id string) (Document, error) {
	return c.RulesetDrafts(DocumentType{Shape: Shape{Path: "events/{eventType}/rules/drafts"}}).Get(ctx, eventType+"/"+id)
}

// PublishDraft replaces the ruleset of an event by a draft, with everything in it, and returns the new version. The error is a
// *DraftBaseError if the draft is based on a different version, and a *RulesetChangedError if others change the ruleset meanwhile. Nothing
// was changed then.
func (c *Client) PublishDraft(ctx context.Context, eventType string, draft Document) (version json.Number, err error) {
	live, err := c.currentRuleset(ctx, eventType, draft)
	if err != nil {
		return "", err
	}
	// The rules keep the ids in the ruleset, not those in the draft.
	stored, _, err := c.wholeRulesets().Update(ctx, eventType,
		Document{Fields: withoutIDs(onlyRules(live).Fields)}, Document{Fields: withoutIDs(onlyRules(draft).Fields)})
	version, _ = stored.Fields["version"].(json.Number)
	return version, err
}

// CheckDraftBase returns a *DraftBaseError if a draft is based on a different version than that of the ruleset.
func (c *Client) CheckDraftBase(ctx context.Context, eventType string, draft Document) error {
	_, err := c.currentRuleset(ctx, eventType, draft)
	return err
}

// currentRuleset reads the ruleset on which a draft is based.
func (c *Client) currentRuleset(ctx context.Context, eventType string, draft Document) (Document, error) {
	live, err := c.wholeRulesets().Collection.Get(ctx, eventType)
	if err != nil {
		return Document{}, err
	}
	version, _ := live.Fields["version"].(json.Number)
	if base, _ := draft.Fields["baseVersion"].(json.Number); base != version {
		return Document{}, &DraftBaseError{Version: version, BaseVersion: base}
	}
	return live, nil
}

// withoutIDs returns the fields of a ruleset without the ids of rules, binds, email actions and messages.
func withoutIDs(fields map[string]any) map[string]any {
	each := func(list any, change func(object map[string]any)) []any {
		elements, _ := list.([]any)
		changed := make([]any, len(elements))
		for i, element := range elements {
			changed[i] = element
			if object, ok := element.(map[string]any); ok {
				object = maps.Clone(object)
				change(object)
				changed[i] = object
			}
		}
		return changed
	}
	fields = maps.Clone(fields)
	for _, name := range ruleFields {
		fields[name] = each(fields[name], func(rule map[string]any) {
			delete(rule, "id")
			rule["actions"] = each(rule["actions"], func(action map[string]any) {
				if action["name"] == "send-email" {
					delete(action, "id")
					action["emails"] = each(action["emails"], func(message map[string]any) { delete(message, "id") })
				}
			})
		})
	}
	return fields
}

// onlyRules returns what a client writes of a ruleset or a draft.
func onlyRules(ruleset Document) Document {
	only := emptyRuleset()
	for name := range only.Fields {
		if list, ok := ruleset.Fields[name].([]any); ok {
			only.Fields[name] = list
		}
	}
	return only
}

// RulesetChangedError is the error of an update of a ruleset that others have changed after Terraform read it. Nothing was changed.
type RulesetChangedError struct {
	// EventType is the type of the event, and Changes describe what the others changed.
	EventType string
	Changes   []string
}

var _ error = (*RulesetChangedError)(nil)

func (e *RulesetChangedError) Error() string {
	return fmt.Sprintf("Others have changed the ruleset of %s in Rebilly after Terraform read it: %s. Terraform has not overwritten "+
		"their change. Plan again: the plan shows what it would revert. To keep the change, add it to the configuration.",
		e.EventType, strings.Join(e.Changes, "; "))
}

// RulesetOverwrittenError is the error of an update that has overwritten a version of the ruleset which others wrote between the read and
// the write of the update. The update was carried out.
type RulesetOverwrittenError struct {
	// EventType is the type of the event, Version the version that was overwritten, and Changes describe what it changed.
	EventType string
	Version   json.Number
	Changes   []string
}

var _ error = (*RulesetOverwrittenError)(nil)

func (e *RulesetOverwrittenError) Error() string {
	return fmt.Sprintf("Others have changed the ruleset of %s in Rebilly while Terraform updated it, and the update has overwritten "+
		"their change, version %s: %s. To restore it, add it to the configuration; the data source rebilly_event_ruleset_version "+
		"reads that version.",
		e.EventType, e.Version, strings.Join(e.Changes, "; "))
}

// Get reads a ruleset.
func (c Rulesets) Get(ctx context.Context, eventType string) (Document, error) {
	ruleset, err := c.Collection.Get(ctx, eventType)
	if err == nil && isEmptyRuleset(ruleset) {
		return Document{}, &Error{
			Method: http.MethodGet, Path: c.client.target(c.segmentsOf(eventType)), Status: http.StatusNotFound, isProblemDocument: true,
			Err: errors.New("the event has neither rules nor binds"),
		}
	}
	return ruleset, err
}

// segmentsOf returns the path of the ruleset of an event.
func (c Rulesets) segmentsOf(eventType string) []string {
	at, within := c.at(eventType)
	return at.segments(within)
}

func isEmptyRuleset(ruleset Document) bool {
	return isEmpty(ruleset.Fields["rules"]) && isEmpty(ruleset.Fields["binds"])
}

// Create stores a ruleset for an event that has none. The error is an *ExistsError if it has one.
func (c Rulesets) Create(ctx context.Context, eventType string, ruleset Document) (stored Document, existed bool, err error) {
	create := c.Collection
	create.validateUpdate = func(live Document, _ map[string]any) error {
		isOurs := len(c.changes(emptyRuleset(), live, ruleset, false)) == 0
		if !isEmptyRuleset(live) && !isOurs {
			return &ExistsError{ID: eventType}
		}
		return nil
	}
	stored, _, err = create.Update(ctx, eventType, emptyRuleset(), ruleset)
	return stored, false, err
}

// Update changes a ruleset. The error is a *RulesetChangedError if others have changed the rules or the binds, and the update changes
// them too, and a *RulesetOverwrittenError if they did that between the last read and the write.
func (c Rulesets) Update(ctx context.Context, eventType string, was, want Document) (stored, live Document, err error) {
	update := c.Collection
	update.validateUpdate = func(live Document, _ map[string]any) error {
		if changes := c.changes(was, live, want, true); len(changes) > 0 {
			return &RulesetChangedError{EventType: eventType, Changes: changes}
		}
		return nil
	}
	stored, live, err = update.Update(ctx, eventType, was, want)
	if err == nil {
		err = c.checkOverwritten(ctx, eventType, live, stored, want)
	}
	return stored, live, err
}

// checkOverwritten returns an error if there is a version between the one that an update read and the one that it stored, and it is neither
// the one before nor one that an earlier attempt of the update wrote.
func (c Rulesets) checkOverwritten(ctx context.Context, eventType string, live, stored, want Document) error {
	before, isNumbered := versionOf(live)
	after, isNumberedAfter := versionOf(stored)
	if !isNumbered || !isNumberedAfter || after-before < 2 {
		return nil
	}
	version := strconv.FormatInt(after-1, 10)
	was := Document{Fields: c.canonical(live.Fields)}
	between, exists := c.findVersion(ctx, eventType, version)
	if changes := c.changes(was, between, want, false); exists && len(changes) > 0 {
		return &RulesetOverwrittenError{EventType: eventType, Version: json.Number(version), Changes: changes}
	}
	return nil
}

// findVersion returns a version, if there is one: whether Rebilly numbers versions without gaps is not documented.
func (c Rulesets) findVersion(ctx context.Context, eventType, version string) (Document, bool) {
	found, err := c.Version(ctx, eventType, version)
	return found, err == nil
}

// versionOf returns the version of a ruleset, and false if it has none.
func versionOf(ruleset Document) (int64, bool) {
	version, _ := ruleset.Fields["version"].(json.Number)
	number, err := version.Int64()
	return number, err == nil
}

// Version reads a version of a ruleset. Its rules may be empty.
func (c Rulesets) Version(ctx context.Context, eventType, version string) (Document, error) {
	c.Path += "/versions/" + version
	return c.Collection.Get(ctx, eventType)
}

// changes describes how live differs from was in the fields in which it is not already as wanted and, if onlyChanged is true, in which want
// differs from was, too.
func (c Rulesets) changes(was, live, want Document, onlyChanged bool) []string {
	var changes []string
	current := c.canonical(live.Fields)
	for _, field := range ruleFields {
		before, now, wanted := was.Fields[field], current[field], want.Fields[field]
		switch {
		case onlyChanged && equalRules(before, wanted), equalRules(now, before), equalRules(now, wanted):
			continue
		}
		changes = append(changes, describeRuleChanges(field, before, now)...)
	}
	return changes
}

// equalRules reports whether two lists of rules in the form of a request have the same meaning.
func equalRules(a, b any) bool { return semanticallyEqual(a, b) && semanticallyEqual(b, a) }

// describeRuleChanges describes how a list of rules or binds, the values of a field of a ruleset, changed.
func describeRuleChanges(field string, before, after any) []string {
	noun := strings.TrimSuffix(field, "s")
	from, _ := before.([]any)
	to, _ := after.([]any)
	same := sameRules(field, from, to)
	var changes []string
	kept, last, isMoved := map[int]bool{}, -1, false
	for i, rule := range to {
		name := textIn(rule, "name")
		switch at := same[i]; {
		case at < 0:
			changes = append(changes, fmt.Sprintf("%s %q was added", noun, name))
			continue
		case !equalRules(rule, from[at]):
			changes = append(changes, fmt.Sprintf("%s %q was changed", noun, name))
		}
		kept[same[i]], isMoved, last = true, isMoved || same[i] < last, same[i]
	}
	for i, rule := range from {
		if !kept[i] {
			changes = append(changes, fmt.Sprintf("%s %q was removed", noun, textIn(rule, "name")))
		}
	}
	if isMoved {
		changes = append(changes, fmt.Sprintf("the order of the %s was changed", field))
	}
	return changes
}

// Delete removes all rules and binds.
func (c Rulesets) Delete(ctx context.Context, eventType string) error {
	live, err := c.Get(ctx, eventType)
	if err != nil {
		return err
	}
	stored, _, err := c.Collection.Update(ctx, eventType, onlyRules(live), emptyRuleset())
	if err == nil && !isEmptyRuleset(stored) {
		err = c.notEndedError(http.MethodPut, c.segmentsOf(eventType), eventType, http.StatusOK)
	}
	return err
}

func emptyRuleset() Document {
	return Document{Fields: map[string]any{"rules": []any{}, "binds": []any{}}}
}

// List reads the rulesets of the events that a query selects and that have rules or binds.
func (c Rulesets) List(ctx context.Context, query url.Values) iter.Seq2[Document, error] {
	events := c.client.Documents(DocumentType{Shape: Shape{Path: "events", KeyField: "eventType"}})
	return func(yield func(Document, error) bool) {
		for event, err := range events.List(ctx, query) {
			if err == nil && isZero(event.Fields["rulesCount"]) && isZero(event.Fields["bindsCount"]) {
				continue
			}
			var ruleset Document
			if err == nil {
				ruleset, err = c.Get(ctx, event.ID)
			}
			if IsNotFound(err) {
				continue
			}
			if !yield(ruleset, err) {
				return
			}
		}
	}
}

func isZero(value any) bool { return value == json.Number("0") }

// sameRules is the elementMatcher for rulesets, whose rules, actions and messages have ids that a configuration does not have. A rule is
// the same if it has the same name, or differs in nothing else; a message if this holds for its version; an action if it is of the same
// kind; and a template if it has the same locale. Of several, an equal one comes first, and then their order counts.
func sameRules(path string, earlier, list []any) []int {
	field := path[strings.LastIndex(path, ".")+1:]
	key := map[string]string{"rules": "name", "binds": "name", "actions": "name", "emails": "version", "templates": "locale"}[field]
	if key == "" {
		return sameElements(path, earlier, list)
	}
	hasSameKey := func(_, _ int, a, b map[string]any) bool { return textIn(a, key) == textIn(b, key) }
	rules := []isSameElement{
		func(i, j int, a, b map[string]any) bool { return hasSameKey(i, j, a, b) && semanticallyEqual(a, b) },
		hasSameKey,
	}
	if field == "rules" || field == "binds" || field == "emails" {
		rules = append(rules, func(_, _ int, a, b map[string]any) bool {
			renamed := maps.Clone(b)
			renamed[key] = a[key]
			return semanticallyEqual(a, renamed)
		})
	}
	return matchElements(earlier, list, rules...)
}
