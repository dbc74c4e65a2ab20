package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"net/netip"
	"slices"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/acl"
	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
)

// formatVersion is the version of the JSON output. A minor version adds fields, a major version changes or removes some.
const formatVersion = "1.0"

// A review is everything about a plan that its reader needs. Its JSON is documented in the guide "Reviewing plans".
type review struct {
	FormatVersion    string         `json:"format_version"`
	TerraformVersion string         `json:"terraform_version"`
	IsComplete       bool           `json:"complete"`
	HasErrored       bool           `json:"errored"`
	HasObjects       bool           `json:"has_objects"`
	Counts           map[string]int `json:"counts"`
	Changes          []objectChange `json:"changes"`
	Drift            []objectChange `json:"drift"`
	Checkouts        []checkout     `json:"checkouts"`
	Gates            []gateResult   `json:"gates"`
}

// The actions of objects.
const (
	actionCreate  = "create"
	actionUpdate  = "update"
	actionReplace = "replace"
	actionDestroy = "destroy"
	actionForget  = "forget"
	actionNone    = "no-op"
)

// An objectChange is what a plan does to one object.
type objectChange struct {
	Address         string `json:"address"`
	PreviousAddress string `json:"previous_address,omitempty"`
	Type            string `json:"type"`
	ID              string `json:"id"`
	Name            string `json:"name"`
	Action          string `json:"action"`
	IsImport        bool   `json:"import"`
	IsDeposed       bool   `json:"deposed"`
	// Outcome is what happens to the previous object: deleted, deactivated, disabled, expired, reset or kept.
	Outcome string `json:"outcome,omitempty"`
	Reason  string `json:"reason,omitempty"`
	// ReplacedBecause are the attributes that require the replacement.
	ReplacedBecause []string `json:"replace_paths"`

	Prices  []termChange `json:"prices"`
	Terms   []termChange `json:"terms"`
	Costs   []costChange `json:"costs"`
	Widened []string     `json:"coupon_widened"`
	// GreatestDecrease and GreatestIncrease are in percent, over all prices and quantities.
	GreatestDecrease *float64     `json:"greatest_decrease"`
	GreatestIncrease *float64     `json:"greatest_increase"`
	Rights           *rightChange `json:"rights"`

	Attributes []attributeChange `json:"attributes"`
	Unknown    []string          `json:"unknown"`

	decrease, increase *big.Rat
	isTiered           bool
	// effect is what different terms mean for customers.
	effect string
}

type termChange struct {
	Path  string `json:"path"`
	Label string `json:"label"`
	// Before is empty for a new object.
	Before string `json:"before"`
	After  string `json:"after"`
	// Terms are what both have in common, such as "per unit, every month".
	Terms        string   `json:"terms"`
	BeforeAmount string   `json:"before_amount,omitempty"`
	AfterAmount  string   `json:"after_amount,omitempty"`
	Currency     string   `json:"currency,omitempty"`
	Percent      *float64 `json:"percent"`
	IsComparable bool     `json:"comparable"`

	percentText string
	// change is the exact percentage, and fromZero for a price that was zero.
	change *big.Rat
}

type costChange struct {
	Quantity int64    `json:"quantity"`
	Before   string   `json:"before"`
	After    string   `json:"after"`
	Percent  *float64 `json:"percent"`

	percentText string
}

type rightChange struct {
	Added   []string `json:"added"`
	Removed []string `json:"removed"`
	// IsWidened reports whether the key or role may do more, or from more addresses, than before.
	IsWidened bool `json:"widened"`
}

type checkout struct {
	Address string   `json:"address"`
	Reasons []string `json:"reasons"`
}

// newReview returns the review of a plan.
func newReview(plan *terraformPlan, known knowledge) *review {
	r := &review{
		FormatVersion: formatVersion, TerraformVersion: plan.TerraformVersion,
		IsComplete: plan.Complete == nil || *plan.Complete, HasErrored: plan.Errored,
		Counts: map[string]int{
			actionCreate: 0, actionUpdate: 0, actionReplace: 0, actionDestroy: 0, actionForget: 0, actionNone: 0, "import": 0,
		},
		Changes: []objectChange{}, Drift: []objectChange{}, Checkouts: []checkout{}, Gates: []gateResult{},
	}
	for _, change := range plan.ResourceChanges {
		if !isOurs(change.Provider, change.Type) {
			continue
		}
		r.HasObjects = true
		if change.Mode != "managed" {
			continue
		}
		object := known.review(change)
		r.Counts[object.Action]++
		if object.IsImport {
			r.Counts["import"]++
		}
		if object.Action != actionNone || object.PreviousAddress != "" || object.IsImport {
			r.Changes = append(r.Changes, object)
		}
	}
	for _, change := range plan.ResourceDrift {
		if isOurs(change.Provider, change.Type) && change.Mode == "managed" {
			r.HasObjects = true
			object := known.review(change)
			// A refresh writes the protection of the provider into the state of objects that do not configure it.
			object.Attributes = slices.DeleteFunc(object.Attributes, func(a attributeChange) bool { return a.Path == "deletion_protection" })
			if len(object.Attributes) > 0 || object.Action == actionDestroy {
				r.Drift = append(r.Drift, object)
			}
		}
	}
	r.Checkouts = append(r.Checkouts, known.checkouts(plan, r.Changes)...)
	r.HasObjects = r.HasObjects || len(r.Checkouts) > 0
	return r
}

// schema returns the schema of a type. The values of a type that this release does not know are not shown.
func (k knowledge) schema(change resourceChange) node {
	schemas := k.resources
	if change.Mode == "data" {
		schemas = k.dataSources
	}
	if schema, ok := schemas[change.Type]; ok {
		return schema
	}
	return node{isSecret: true, isOpen: true}
}

func action(actions []string) string {
	switch {
	case slices.Equal(actions, []string{"create"}):
		return actionCreate
	case slices.Equal(actions, []string{"update"}):
		return actionUpdate
	case slices.Equal(actions, []string{"delete"}):
		return actionDestroy
	case slices.Contains(actions, "create") && (slices.Contains(actions, "delete") || slices.Contains(actions, "forget")):
		return actionReplace
	case slices.Contains(actions, "forget"):
		return actionForget
	}
	return actionNone
}

func (k knowledge) review(change resourceChange) objectChange {
	c := change.Change
	object := objectChange{
		Address: change.Address, PreviousAddress: change.PreviousAddress, Type: change.Type, Action: action(c.Actions),
		IsImport: c.Importing != nil, IsDeposed: change.Deposed != "", Reason: change.ActionReason,
		ReplacedBecause: []string{}, Prices: []termChange{}, Terms: []termChange{}, Costs: []costChange{}, Widened: []string{},
		Attributes: []attributeChange{}, Unknown: []string{},
	}
	for _, steps := range c.ReplacePaths {
		object.ReplacedBecause = append(object.ReplacedBecause, joinPath(steps))
	}
	schema := k.schema(change)
	before, after := shown(schema, version{c.Before, nil, c.BeforeSensitive}, version{c.After, c.AfterUnknown, c.AfterSensitive})
	was, _ := before.(map[string]any)
	will, _ := after.(map[string]any)
	object.ID, object.Name = key(was, will), displayName(was, will)
	if object.Action == actionDestroy || object.Action == actionReplace {
		object.Outcome = k.outcome(change.Type, was)
		if slices.Contains(c.Actions, "forget") {
			object.Outcome = outcomeKept
		}
	}
	if object.Action == actionDestroy || object.Action == actionForget {
		if change.Deposed == "" {
			object.addRights(was, nil, schema)
		}
		return object
	}
	object.Attributes = append(object.Attributes, diff(schema, before, after)...)
	for _, attribute := range object.Attributes {
		// An id that is not configured is unknown in every plan that creates the object.
		if attribute.Unknown && (attribute.Path != "id" || object.Action == actionUpdate) {
			object.Unknown = append(object.Unknown, attribute.Path)
		}
	}
	object.addTerms(k.registrations[object.Type].Terms, was, will)
	object.addRights(was, will, schema)
	return object
}

const outcomeKept = "kept"

// outcome returns what a destroy does to an object in Rebilly.
func (k knowledge) outcome(typeName string, object map[string]any) string {
	switch object["on_destroy"] {
	case "deactivate":
		return "deactivated"
	case "disable":
		return "disabled"
	case "abandon", "keep":
		return outcomeKept
	case "reset":
		return "reset"
	}
	registration, ok := k.registrations[typeName]
	switch {
	case !ok:
		return "destroyed"
	case registration.AfterDestroy["status"] != nil:
		return fmt.Sprint(registration.AfterDestroy["status"])
	case len(registration.AfterDestroy) > 0:
		return "disabled"
	case registration.AfterDestroy != nil, registration.Objects == nil:
		// A destroy only removes the object from the state.
		return outcomeKept
	}
	return "deleted"
}

// key returns the id of an object, or the name that identifies it.
func key(versions ...map[string]any) string {
	for _, version := range versions {
		for _, name := range []string{"id", "name"} {
			if text, ok := version[name].(string); ok {
				return shorten(text)
			}
		}
	}
	return ""
}

// displayName returns what people call an object.
func displayName(versions ...map[string]any) string {
	for _, version := range versions {
		for _, name := range []string{"name", "title", "label", "description"} {
			if text, ok := version[name].(string); ok && text != "" {
				return shorten(text)
			}
		}
	}
	return ""
}

// addTerms adds what customers agree to: the terms of kinds that have some, and amounts of others.
func (o *objectChange) addTerms(terms *commercial.Terms, was, will map[string]any) {
	isNew := was == nil
	switch {
	case terms == nil, isNew && terms.Describe == nil:
		o.addAmounts(isNew)
	case isNew:
		o.add(terms.Describe(will))
	default:
		o.effect = strings.TrimSpace(terms.Effect + " " + terms.Existing)
		changes := terms.Compare(was, will)
		o.add(changes)
		for _, change := range changes {
			if change.Widens {
				o.Widened = append(o.Widened, change.String())
			}
		}
	}
	isPriceOfUnits := func(t termChange) bool { return strings.HasPrefix(t.Path, "pricing") }
	if o.Type == "rebilly_plan" && (isNew || slices.ContainsFunc(o.Prices, isPriceOfUnits)) {
		o.addCosts(was, will)
	}
	if o.Type == "rebilly_plan" && !isNew {
		decrease, increase := commercial.GreatestChanges(was, will)
		o.observe(decrease)
		o.observe(increase)
	}
	o.GreatestDecrease, o.GreatestIncrease = float(o.decrease), float(o.increase)
}

// addAmounts adds the amounts of a kind without terms of its own: numbers next to a currency that are named as amounts are.
func (o *objectChange) addAmounts(isNew bool) {
	for _, attribute := range o.Attributes {
		if len(attribute.steps) == 0 {
			// The whole object is sensitive.
			continue
		}
		name := fmt.Sprint(attribute.steps[len(attribute.steps)-1])
		_, wasNumber := attribute.before.(json.Number)
		_, willNumber := attribute.after.(json.Number)
		isAmount := strings.Contains(name, "price") || strings.Contains(name, "amount") || strings.Contains(name, "fee")
		if !isAmount || attribute.currencyAfter == nil && attribute.currencyBefore == nil ||
			!wasNumber && !willNumber && !attribute.Unknown && !attribute.Sensitive {
			continue
		}
		change := commercial.Money(attribute.before, attribute.after, attribute.currencyBefore, attribute.currencyAfter)
		change.Path, change.Label = attribute.steps, strings.ReplaceAll(name, "_", " ")
		if isNew {
			change.Before = ""
		}
		o.add([]commercial.Change{change})
	}
}

func (o *objectChange) add(changes []commercial.Change) {
	for _, change := range changes {
		term := termChange{
			Path: joinPath(change.Path), Label: change.Label, Before: shorten(change.Before), After: shorten(change.After),
			Terms: change.Suffix, IsComparable: change.Amounts != nil && (change.Amounts.Percent != nil || change.Amounts.Before == "0"),
			percentText: change.Amounts.PercentText(),
		}
		if change.Amounts != nil {
			term.BeforeAmount, term.AfterAmount = change.Amounts.Before, change.Amounts.After
			term.Currency, term.Percent = change.Amounts.Currency, float(change.Amounts.Percent)
		}
		if !change.IsPrice {
			o.Terms = append(o.Terms, term)
			continue
		}
		if change.Amounts != nil {
			term.change = change.Amounts.Percent
			if term.change == nil && change.Amounts.Before == "0" && change.Amounts.After != "0" {
				term.change = fromZero
			}
			o.observe(term.change)
		}
		o.Prices = append(o.Prices, term)
	}
}

// fromZero is the increase of a price that was zero, which no percentage describes.
var fromZero = big.NewRat(1_000_000, 1)

// observe keeps the greatest decrease and increase.
func (o *objectChange) observe(percent *big.Rat) {
	switch {
	case percent == nil:
	case percent.Sign() < 0 && (o.decrease == nil || percent.Cmp(o.decrease) < 0):
		o.decrease = percent
	case percent.Sign() > 0 && (o.increase == nil || percent.Cmp(o.increase) > 0):
		o.increase = percent
	}
}

func (o *objectChange) addCosts(was, will map[string]any) {
	costs, isTiered := commercial.Costs(was, will)
	o.isTiered = isTiered
	for _, cost := range costs {
		change := costChange{Quantity: cost.Quantity, Before: cost.Before, After: cost.After, percentText: cost.Amounts.PercentText()}
		if was == nil {
			change.Before = ""
		}
		if cost.Amounts != nil {
			change.Percent = float(cost.Amounts.Percent)
		}
		o.Costs = append(o.Costs, change)
	}
}

// float returns a percentage with four decimals.
func float(percent *big.Rat) *float64 {
	if percent == nil {
		return nil
	}
	rounded, ok := new(big.Rat).SetString(percent.FloatString(4))
	if !ok {
		return nil
	}
	value, _ := rounded.Float64()
	return &value
}

// addRights adds what a key or role may do more or less than before. It covers every kind with an access control list.
func (o *objectChange) addRights(was, will map[string]any, schema node) {
	list, ok := schema.attributes["acl"]
	if !ok {
		return
	}
	rights := &rightChange{}
	rights.Added, rights.Removed = comparePermissions(was, will, list.isRequired)
	for _, compare := range []func(was, will map[string]any) (added, removed []string){compareAddresses, compareRoles} {
		added, removed := compare(was, will)
		rights.Added, rights.Removed = append(rights.Added, added...), append(rights.Removed, removed...)
	}
	if len(rights.Added)+len(rights.Removed) == 0 {
		return
	}
	rights.IsWidened = len(rights.Added) > 0
	o.Rights = rights
}

// comparePermissions returns the permissions that a key or role has more and less than before. Neither list is nil. A list that is
// required grants nothing if it is empty, and any other list everything.
func comparePermissions(was, will map[string]any, isRequired bool) (added, removed []string) {
	wasPublishable, isPublishable := was["type"] == "publishable", will["type"] == "publishable"
	switch {
	case contains(will["acl"], commercial.Unknown) || contains(will["acl"], commercial.SensitiveChange):
		return []string{"permissions that the review cannot show"}, []string{}
	case contains(will["acl"], commercial.Sensitive) || contains(was["acl"], commercial.Sensitive):
		return []string{}, []string{}
	case was == nil || wasPublishable && !isPublishable && will != nil:
		return granted(will["acl"], isRequired), []string{}
	case will == nil:
		return []string{}, granted(was["acl"], isRequired)
	}
	return compareACL(aclEntries(was["acl"], isRequired), aclEntries(will["acl"], isRequired))
}

// compareAddresses returns the addresses from which a changed key or role can be used more and less than before.
func compareAddresses(was, will map[string]any) (added, removed []string) {
	before, after := texts(was["allowed_ips"]), texts(will["allowed_ips"])
	switch planned := will["allowed_ips"]; {
	case was == nil || will == nil || contains(planned, commercial.Sensitive):
		return nil, nil
	case contains(planned, commercial.Unknown) || contains(planned, commercial.SensitiveChange):
		return []string{"addresses that the review cannot show"}, nil
	case len(before) > 0 && len(after) == 0:
		return []string{"use from any address"}, nil
	case len(before) == 0 && len(after) > 0:
		return nil, []string{"use from any address"}
	}
	return outside("use from ", after, before), outside("use from ", before, after)
}

// outside returns the addresses that are in none of some ranges.
func outside(prefix string, addresses, ranges []string) []string {
	var found []string
	for _, address := range addresses {
		isIn := func(within string) bool {
			inner, innerErr := addressRange(address)
			outer, outerErr := addressRange(within)
			return within == address || innerErr == nil && outerErr == nil && outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
		}
		if !slices.ContainsFunc(ranges, isIn) {
			found = append(found, prefix+shorten(address))
		}
	}
	return found
}

// addressRange returns a range in CIDR notation, or the range of a single address.
func addressRange(text string) (netip.Prefix, error) {
	if strings.Contains(text, "/") {
		return netip.ParsePrefix(text)
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	return address.Prefix(address.BitLen())
}

// compareRoles returns the roles that a role includes more and less than before.
func compareRoles(was, will map[string]any) (added, removed []string) {
	planned := will["junior_ids"]
	if contains(planned, commercial.Unknown) || contains(planned, commercial.SensitiveChange) {
		return []string{"the rights of roles that the review cannot show"}, nil
	}
	if contains(planned, commercial.Sensitive) || contains(was["junior_ids"], commercial.Sensitive) {
		return nil, nil
	}
	difference := func(of, than []string) []string {
		var found []string
		for _, id := range of {
			if !slices.Contains(than, id) {
				found = append(found, "the rights of the role "+shorten(id))
			}
		}
		return found
	}
	before, after := texts(was["junior_ids"]), texts(planned)
	return difference(after, before), difference(before, after)
}

const everything = "everything"

// granted returns the permissions of an access control list.
func granted(list any, isRequired bool) []string {
	var permissions []string
	for _, entry := range aclEntries(list, isRequired) {
		permissions = append(permissions, entry.Permissions...)
	}
	return operationNames(permissions)
}

// operationNames returns permissions, sorted and without duplicates, and a word for all of them.
func operationNames(permissions []string) []string {
	result := []string{}
	for _, permission := range permissions {
		if permission == acl.Everything {
			permission = everything
		}
		result = append(result, shorten(permission))
	}
	slices.Sort(result)
	return slices.Compact(result)
}

// compareACL returns the permissions that a list grants in more, and in fewer, places than before.
func compareACL(was, will []acl.Entry) (added, removed []string) {
	difference := func(of, than []acl.Entry) []string {
		var operations []string
		for _, entry := range of {
			for _, operation := range entry.Permissions {
				if len(than) == 0 || !acl.Covers(than, of, operation) {
					operations = append(operations, operation)
				}
			}
		}
		return operationNames(operations)
	}
	return difference(will, was), difference(was, will)
}

// aclEntries returns the entries of an access control list. A list that is not required and empty has one for everything.
func aclEntries(list any, isRequired bool) []acl.Entry {
	elements, _ := list.([]any)
	if len(elements) == 0 && !isRequired {
		return []acl.Entry{{Permissions: []string{acl.Everything}}}
	}
	var entries []acl.Entry
	for _, element := range elements {
		object, _ := element.(map[string]any)
		entry := acl.Entry{Permissions: texts(object["permissions"])}
		if scope, ok := object["scope"].(map[string]any); ok {
			entry.Scope = &acl.Scope{
				OrganizationID: texts(scope["organization_id"]), ProductID: texts(scope["product_id"]),
				PlanID: texts(scope["plan_id"]), CustomFieldName: texts(scope["custom_field_name"]),
			}
		}
		entries = append(entries, entry)
	}
	return entries
}

func texts(list any) []string {
	elements, _ := list.([]any)
	var result []string
	for _, element := range elements {
		if text, ok := element.(string); ok {
			result = append(result, text)
		}
	}
	return result
}
