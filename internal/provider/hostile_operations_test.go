package provider_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// life is an object of a kind, and what Terraform may hold of it.
type life struct {
	coretest.ResourceType
	made, changed object
	// stored tells that the state has the secret, because the configuration wants it there.
	stored bool
}

// lives are one of each kind, and a key whose secret is stored. They do not wait for what still uses an object.
func lives(t *testing.T) []life {
	t.Helper()
	impatient := object{"timeouts": object{"delete": "1ms"}}
	var all []life
	for _, kind := range coretest.ResourceTypes {
		made := coretest.With(kind.Example, impatient)
		all = append(all, life{ResourceType: kind, made: made, changed: coretest.With(made, kind.Update)})
	}
	made := coretest.With(impatient, object{"description": "Stored", "store_secret": true})
	return append(all, life{ResourceType: coretest.ResourceTypeOf(keyType), made: made, changed: coretest.With(made, object{"description": "CD"}), stored: true})
}

// chosen is a key that a configuration chooses.
func (l life) chosen() string {
	if l.Type == fieldType {
		return "products/chosen"
	}
	return "chosen"
}

func (l life) String() string {
	if l.stored {
		return l.Type + " that is stored"
	}
	return l.Type
}

// opening is an organization for the ephemeral resources, and for what the others refer to.
func opening(t *testing.T) *fakeapi.Server {
	t.Helper()
	rebilly := fakeapi.Start(t, emulator.Options{SecretKeys: emulator.SecretKeysFull})
	rebilly.Put("products", "prod_1", object{"name": "Calls"})
	rebilly.Put("websites", "web_1", object{"name": "Site", "url": "https://site.example.com", "servicePhone": "1", "serviceEmail": "a@example.com"})
	rebilly.Put("plans", "plan_1", object{"name": "Once", "productId": "prod_1", "currency": "USD", "pricing": object{"formula": "fixed-fee", "price": 1}})
	rebilly.Put("customers", "cus_1", object{"websiteId": "web_1"})
	rebilly.Put("invoices", "in_1", object{"websiteId": "web_1", "customerId": "cus_1", "currency": "USD", "amount": 50})
	rebilly.Put("api-keys", "api_key_1", object{"description": "The server's", "type": "secret"})
	return rebilly
}

// trail is what an operation leaves behind that may be kept or printed.
type trail struct {
	// texts are by the place where they are.
	texts map[string]string
	said  coretest.Diagnostics
	// after is what Terraform holds afterwards, nil where the operation is not about one object.
	after *coretest.State
}

func (t *trail) diagnosed(said coretest.Diagnostics) {
	t.said = append(t.said, said...)
	t.texts["diagnostics"] += said.String()
}

// plan adds a plan. Of an object whose secret is stored, state and plan have it.
func (t *trail) plan(plan *coretest.Plan, l life) *coretest.Plan {
	t.diagnosed(plan.Diagnostics)
	if !l.stored {
		t.texts["plan"] += fmt.Sprint(plan.Planned, plan.Config)
	}
	t.texts["planned private state"] += string(plan.Private)
	t.texts["planned identity"] += fmt.Sprint(plan.Identity)
	return plan
}

func (t *trail) state(state *coretest.State, l life) {
	t.diagnosed(state.Diagnostics)
	if !l.stored {
		t.texts["state"] += fmt.Sprint(state.Value)
	}
	t.texts["private state"] += string(state.Private)
	t.texts["identity"] += fmt.Sprint(state.Identity)
	t.after = state
}

// operations are everything that the provider does, each with what Terraform held before. Of the ephemeral resources
// the value is left out: Terraform keeps it in memory only.
func operations(l life) map[string]func(s *coretest.Core, held *coretest.State) *trail {
	all := map[string]func(s *coretest.Core, held *coretest.State) *trail{}
	one := func(name string, act func(s *coretest.Core, held *coretest.State, t *trail)) {
		all[name] = func(s *coretest.Core, held *coretest.State) *trail {
			t := &trail{texts: map[string]string{}}
			act(s, held, t)
			return t
		}
	}
	if l.Type != fieldType {
		one("create", func(s *coretest.Core, _ *coretest.State, t *trail) {
			t.state(s.Apply(t.plan(s.Plan(nil, l.Type, l.made), l)), l)
		})
	}
	if !l.stored {
		one("create with an id", func(s *coretest.Core, _ *coretest.State, t *trail) {
			t.state(s.Apply(t.plan(s.Plan(nil, l.Type, coretest.With(l.made, coretest.Key(l.chosen()))), l)), l)
		})
	}
	one("read", func(s *coretest.Core, held *coretest.State, t *trail) { t.state(s.Read(held), l) })
	one("plan", func(s *coretest.Core, held *coretest.State, t *trail) { t.plan(s.Plan(held, l.Type, l.changed), l) })
	one("update", func(s *coretest.Core, held *coretest.State, t *trail) {
		t.state(s.Apply(t.plan(s.Plan(held, l.Type, l.changed), l)), l)
	})
	one("delete", func(s *coretest.Core, held *coretest.State, t *trail) {
		t.state(s.Apply(t.plan(s.Plan(held, l.Type, nil), l)), l)
	})
	if l.stored {
		return all
	}
	one("import", func(s *coretest.Core, held *coretest.State, t *trail) { t.state(s.Import(l.Type, idOf(held)), l) })
	one("import by identity", func(s *coretest.Core, held *coretest.State, t *trail) {
		t.state(s.ImportIdentity(l.Type, held.Identity), l)
	})
	one("list and generate", func(s *coretest.Core, _ *coretest.State, t *trail) {
		for _, found := range s.List(l.Type, l.ListConfig, 10) {
			t.diagnosed(found.Diagnostics)
			t.texts["list"] += found.DisplayName
			if found.State != nil && !found.State.Diagnostics.HasError() {
				t.texts["list"] += fmt.Sprint(found.State.Value, found.State.Identity)
				t.texts["configuration"] += fmt.Sprint(s.Generate(found.State))
			}
		}
	})
	data := func(name, typeName string, config func(held *coretest.State) object) {
		one(name, func(s *coretest.Core, held *coretest.State, t *trail) {
			t.state(s.Data(typeName, config(held)), l)
			t.after = nil
		})
	}
	data("look up", l.Type, func(held *coretest.State) object { return coretest.Key(idOf(held)) })
	if l.DisplayName != "" {
		data("look up by title", l.Type, func(*coretest.State) object { return object{l.DisplayName: l.made[l.DisplayName]} })
	}
	data("read all", l.Type+"s", func(*coretest.State) object { return l.ListConfig })
	return all
}

// openings are what needs no object of its own.
func openings() map[string]func(s *coretest.Core, _ *coretest.State) *trail {
	ephemeral := func(typeName string, config object) func(s *coretest.Core, _ *coretest.State) *trail {
		return func(s *coretest.Core, _ *coretest.State) *trail {
			t := &trail{texts: map[string]string{}}
			opened := s.Open(typeName, config)
			t.diagnosed(opened.Diagnostics)
			if !opened.Diagnostics.HasError() {
				if typeName == "rebilly_customer_jwt" {
					t.diagnosed(s.Renew(opened))
				}
				t.diagnosed(s.Close(opened))
			}
			return t
		}
	}
	return map[string]func(s *coretest.Core, _ *coretest.State) *trail{
		"open a key":   ephemeral(keyType, object{"id": "api_key_1"}),
		"open a token": ephemeral("rebilly_customer_jwt", object{"customer_id": "cus_1", "website_id": "web_1", "revoke_on_close": true}),
		"configure a purchase": func(s *coretest.Core, _ *coretest.State) *trail {
			t := &trail{texts: map[string]string{}}
			t.state(s.Data("rebilly_purchase_config", object{"website_id": "web_1", "publishable_key": "pk_sandbox_1", "items": []any{object{"plan_id": "plan_1", "quantity": 1}}}), life{})
			t.state(s.Data("rebilly_purchase_config", object{"invoice_id": "in_1"}), life{})
			t.after = nil
			return t
		},
	}
}

func idOf(state *coretest.State) string {
	if id, ok := state.Get("id").(string); ok && state.Type != fieldType {
		return id
	}
	return fmt.Sprint(state.Get("resource"), "/", state.Get("name"))
}

// here is a test whose calls have another context, such as one with loggers.
type here struct {
	*testing.T
	ctx context.Context //nolint:containedctx // it is that of the test
}

func (h here) Context() context.Context { return h.ctx }

// held is an object as Terraform holds it, and what Rebilly stores of it; or no object, for what needs none.
type held struct {
	rebilly *fakeapi.Server
	life    life
	state   *coretest.State
	stored  map[string]any
}

// operations are what the provider does with the object, or without one.
func (h *held) operations() map[string]func(*coretest.Core, *coretest.State) *trail {
	if h.state == nil {
		return openings()
	}
	return operations(h.life)
}

// everything is an object of each life, and none.
func everything(t *testing.T, rebilly *fakeapi.Server) []*held {
	t.Helper()
	all := []*held{{rebilly: rebilly}}
	for _, l := range lives(t) {
		all = append(all, hold(t, rebilly, l))
	}
	return all
}

func hold(t *testing.T, rebilly *fakeapi.Server, l life) *held {
	t.Helper()
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	h := &held{rebilly: rebilly, life: l, state: s.Read(s.MustApply(nil, l.Type, l.made))}
	h.stored, _ = rebilly.Get(l.Collection, idOf(h.state))
	return h
}

// restore puts the organization back to what Terraform holds of it.
func (h *held) restore() {
	if h.state == nil {
		return
	}
	h.rebilly.Put(h.life.Collection, idOf(h.state), h.stored)
	h.rebilly.Remove(h.life.Collection, h.life.chosen())
}

func sorted[V any](all map[string]V) []string { return slices.Sorted(maps.Keys(all)) }
