package provider_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// testObject is an object of a resource type, with its configuration and a changed one.
type testObject struct {
	coretest.ResourceType
	config, changed object
	// storesSecret reports whether the state contains the secret, because of store_secret.
	storesSecret bool
	// onlySends selects the operations that send the configuration.
	onlySends bool
}

// testObjects returns one object of each resource type, and a key with a stored secret. Neither a deletion nor a create waits.
func testObjects(t *testing.T) []testObject {
	t.Helper()
	var all []testObject
	for _, kind := range coretest.ResourceTypes {
		config := withoutWaits(kind, kind.Example)
		all = append(all, testObject{ResourceType: kind, config: config, changed: coretest.With(config, kind.Update)})
	}
	key := coretest.ResourceTypeOf(keyType)
	config := withoutWaits(key, object{"description": "Stored", "store_secret": true})
	changed := coretest.With(config, object{"description": "CD"})
	return append(all, testObject{ResourceType: key, config: config, changed: changed, storesSecret: true})
}

// withoutWaits returns a configuration with which neither a deletion nor a create waits.
func withoutWaits(kind coretest.ResourceType, config object) object {
	switch {
	case kind.WaitsForCreate():
		return coretest.With(config, object{"timeouts": object{"create": "1ms", "delete": "1ms"}})
	case kind.HasAttribute("timeouts"):
		return coretest.With(config, object{"timeouts": object{"delete": "1ms"}})
	}
	return config
}

// customID returns a key that a configuration sets.
func (o testObject) customID() string { return o.ChosenID("chosen") }

func (o testObject) String() string {
	if o.storesSecret {
		return o.Type + " with store_secret"
	}
	return o.Type
}

// startOrganization starts an organization with the objects that ephemeral resources and other objects refer to.
func startOrganization(t *testing.T) *fakeapi.Server {
	t.Helper()
	rebilly := fakeapi.Start(t, emulator.Options{SecretKeys: emulator.SecretKeysFull})
	coretest.Seed(rebilly)
	rebilly.Put("products", "prod_1", object{"name": "Calls"})
	rebilly.Put("websites", "web_1", object{
		"name": "Site", "url": "https://site.example.com", "servicePhone": "1", "serviceEmail": "a@example.com",
	})
	rebilly.Put("plans", "plan_1", object{
		"name": "Once", "productId": "prod_1", "currency": "USD", "pricing": object{"formula": "fixed-fee", "price": 1},
	})
	rebilly.Put("customers", "cus_1", object{"websiteId": "web_1"})
	rebilly.Put("invoices", "in_1", object{"websiteId": "web_1", "customerId": "cus_1", "currency": "USD", "amount": 50})
	rebilly.Put("api-keys", "api_key_1", object{"description": "The server's", "type": "secret"})
	return rebilly
}

// result is the output of an operation, which Terraform stores or prints.
type result struct {
	// outputs are texts by the kind of output.
	outputs     map[string]string
	diagnostics coretest.Diagnostics
	// state is the state after the operation, or nil if the operation does not return the state of a resource.
	state *coretest.State
}

func (r *result) addDiagnostics(diagnostics coretest.Diagnostics) {
	r.diagnostics = append(r.diagnostics, diagnostics...)
	r.outputs["diagnostics"] += diagnostics.String()
}

// addPlan adds a plan. With store_secret, the state and the plan contain the secret.
func (r *result) addPlan(plan *coretest.Plan, o testObject) *coretest.Plan {
	r.addDiagnostics(plan.Diagnostics)
	if !o.storesSecret {
		r.outputs["plan"] += fmt.Sprint(plan.Planned)
	}
	if !o.storesSecret && len(writeOnlyPaths(o.config)) == 0 {
		r.outputs["plan"] += fmt.Sprint(plan.Config)
	}
	r.outputs["planned private state"] += string(plan.Private)
	r.outputs["planned identity"] += fmt.Sprint(plan.Identity)
	return plan
}

func (r *result) addState(state *coretest.State, o testObject) {
	r.addDiagnostics(state.Diagnostics)
	if !o.storesSecret {
		r.outputs["state"] += fmt.Sprint(state.Value)
	}
	r.outputs["private state"] += string(state.Private)
	r.outputs["identity"] += fmt.Sprint(state.Identity)
	r.state = state
}

// operations returns all operations of the provider with an object, each of which receives the prior state.
func operations(o testObject) map[string]func(s *coretest.Core, prior *coretest.State) *result {
	all := map[string]func(s *coretest.Core, prior *coretest.State) *result{}
	add := func(name string, run func(s *coretest.Core, prior *coretest.State, r *result)) {
		all[name] = func(s *coretest.Core, prior *coretest.State) *result {
			r := &result{outputs: map[string]string{}}
			run(s, prior, r)
			return r
		}
	}
	if !o.HasNaturalKey() || !o.HasConfigurableKey() {
		add("create", func(s *coretest.Core, _ *coretest.State, r *result) {
			r.addState(s.Apply(r.addPlan(s.Plan(nil, o.Type, o.config), o)), o)
		})
	}
	if !o.storesSecret && o.HasConfigurableKey() {
		add("create with an id", func(s *coretest.Core, _ *coretest.State, r *result) {
			r.addState(s.Apply(r.addPlan(s.Plan(nil, o.Type, o.WithKey(o.config, o.customID())), o)), o)
		})
	}
	add("read", func(s *coretest.Core, prior *coretest.State, r *result) { r.addState(s.Read(prior), o) })
	add("plan", func(s *coretest.Core, prior *coretest.State, r *result) {
		r.addPlan(s.Plan(prior, o.Type, o.changed), o)
	})
	add("update", func(s *coretest.Core, prior *coretest.State, r *result) {
		r.addState(s.Apply(r.addPlan(s.Plan(prior, o.Type, o.changed), o)), o)
	})
	if !o.IsSettings() {
		add("delete", func(s *coretest.Core, prior *coretest.State, r *result) {
			r.addState(s.Apply(r.addPlan(s.Plan(prior, o.Type, nil), o)), o)
		})
	}
	if o.storesSecret {
		return all
	}
	add("import", func(s *coretest.Core, prior *coretest.State, r *result) { r.addState(s.Import(o.Type, idOf(prior)), o) })
	add("import by identity", func(s *coretest.Core, prior *coretest.State, r *result) {
		r.addState(s.ImportIdentity(o.Type, prior.Identity), o)
	})
	add("list and generate", func(s *coretest.Core, _ *coretest.State, r *result) {
		for _, found := range s.List(o.Type, o.ListConfig, 10) {
			r.addDiagnostics(found.Diagnostics)
			r.outputs["list"] += found.DisplayName
			if found.State != nil && !found.State.Diagnostics.HasError() {
				r.outputs["list"] += fmt.Sprint(found.State.Value, found.State.Identity)
				r.outputs["configuration"] += fmt.Sprint(s.Generate(found.State))
			}
		}
	})
	addDataSource := func(name, typeName string, config func(prior *coretest.State) object) {
		add(name, func(s *coretest.Core, prior *coretest.State, r *result) {
			r.addState(s.Data(typeName, config(prior)), o)
			r.state = nil
		})
	}
	addDataSource("look up", o.Type, func(prior *coretest.State) object { return o.LookUp(idOf(prior)) })
	if o.DisplayName != "" {
		addDataSource("look up by name", o.Type, func(*coretest.State) object { return object{o.DisplayName: o.config[o.DisplayName]} })
	}
	if !o.IsSettings() {
		addDataSource("read all", o.PluralType, func(*coretest.State) object { return o.ListConfig })
	}
	return all
}

// independentOperations returns the operations that need no object. The result of an ephemeral resource does not include its value,
// which Terraform keeps only in memory.
func independentOperations() map[string]func(s *coretest.Core, _ *coretest.State) *result {
	ephemeral := func(typeName string, config object) func(s *coretest.Core, _ *coretest.State) *result {
		return func(s *coretest.Core, _ *coretest.State) *result {
			r := &result{outputs: map[string]string{}}
			opened := s.Open(typeName, config)
			r.addDiagnostics(opened.Diagnostics)
			if !opened.Diagnostics.HasError() {
				if typeName == "rebilly_customer_jwt" {
					r.addDiagnostics(s.Renew(opened))
				}
				r.addDiagnostics(s.Close(opened))
			}
			return r
		}
	}
	return map[string]func(s *coretest.Core, _ *coretest.State) *result{
		"open a key":   ephemeral(keyType, object{"id": "api_key_1"}),
		"open a token": ephemeral("rebilly_customer_jwt", object{"customer_id": "cus_1", "website_id": "web_1", "revoke_on_close": true}),
		"configure a purchase": func(s *coretest.Core, _ *coretest.State) *result {
			r := &result{outputs: map[string]string{}}
			r.addState(s.Data("rebilly_purchase_config", object{
				"website_id": "web_1", "publishable_key": "pk_sandbox_1", "items": []any{object{"plan_id": "plan_1", "quantity": 1}},
			}), testObject{})
			r.addState(s.Data("rebilly_purchase_config", object{"invoice_id": "in_1"}), testObject{})
			r.state = nil
			return r
		},
	}
}

func idOf(state *coretest.State) string {
	kind, key := coretest.ResourceTypeOf(state.Type), object{}
	for _, name := range kind.Key {
		key[name] = state.Get(name)
	}
	return kind.IDOf(key)
}

// contextT is a test with a different context, such as one with loggers.
type contextT struct {
	*testing.T
	ctx context.Context //nolint:containedctx // the context of the test
}

func (t contextT) Context() context.Context { return t.ctx }

// managedObject is an object with its state and its stored fields, or without an object for operations that need none.
type managedObject struct {
	testObject
	rebilly *fakeapi.Server
	state   *coretest.State
	stored  map[string]any
}

// operations returns the operations with the object, or those that need none.
func (m *managedObject) operations() map[string]func(*coretest.Core, *coretest.State) *result {
	if m.state == nil {
		return independentOperations()
	}
	all := operations(m.testObject)
	if m.onlySends {
		maps.DeleteFunc(all, func(name string, _ func(*coretest.Core, *coretest.State) *result) bool {
			return !strings.HasPrefix(name, "create") && name != "update"
		})
	}
	return all
}

// allObjects creates each of testObjects. The first element has no object.
func allObjects(t *testing.T, rebilly *fakeapi.Server) []*managedObject {
	t.Helper()
	all := []*managedObject{{rebilly: rebilly}}
	for _, o := range testObjects(t) {
		all = append(all, createObject(t, rebilly, o))
	}
	return all
}

func createObject(t *testing.T, rebilly *fakeapi.Server, o testObject) *managedObject {
	t.Helper()
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	m := &managedObject{testObject: o, rebilly: rebilly, state: s.Read(s.MustApply(nil, o.Type, o.config))}
	m.stored, _ = o.Get(rebilly, idOf(m.state))
	m.ListConfig = m.state.ValuesOf(o.ListConfig)
	return m
}

// restore restores the stored fields of the object, and removes an object that an operation created.
func (m *managedObject) restore() {
	if m.state == nil {
		return
	}
	m.Store(m.rebilly, idOf(m.state), m.stored)
	m.rebilly.Remove(m.Collection, m.customID())
}

func sorted[V any](all map[string]V) []string { return slices.Sorted(maps.Keys(all)) }
