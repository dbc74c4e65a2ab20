package provider_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

// life is one kind of object, and what Terraform may hold of it.
type life struct {
	typeName, collection string
	made, changed        object
	// choose is the configuration of an id.
	choose object
	listed object
	// lookedUp is the configuration of the data source besides the id, by title.
	lookedUp object
	// stored tells that the state has the secret, because the configuration wants it there.
	stored bool
}

var lives = impatient([]life{
	{typeName: productType, collection: "products", made: object{"name": "Seats"}, changed: object{"name": "Places", "description": "A place"}, choose: object{"id": "prod_chosen"}, lookedUp: object{"name": "Seats"}},
	{
		typeName: planType, collection: "plans",
		made:    object{"name": "Monthly", "product_id": "prod_1", "currency": "USD", "pricing": object{"tiered": object{"brackets": []any{object{"price": 2, "max_quantity": 5}, object{"price": 1}}}}},
		changed: object{"name": "Yearly", "product_id": "prod_1", "currency": "USD", "pricing": object{"fixed_fee": object{"price": 1}}},
		choose:  object{"id": "plan_chosen"}, lookedUp: object{"name": "Monthly"},
	},
	{
		typeName: websiteType, collection: "websites",
		made:    object{"name": "Shop", "url": "https://shop.example.com", "service_phone": "1", "service_email": "a@example.com"},
		changed: object{"name": "Store", "url": "https://shop.example.com", "service_phone": "2", "service_email": "a@example.com"},
		choose:  object{"id": "web_chosen"}, lookedUp: object{"name": "Shop"},
	},
	{typeName: keyType, collection: "api-keys", made: object{"description": "CI"}, changed: object{"description": "CD", "allowed_ips": []any{"203.0.113.7"}}, choose: object{"id": "api_key_chosen"}, lookedUp: object{"description": "CI"}},
	{typeName: keyType, collection: "api-keys", made: object{"description": "Stored", "store_secret": true}, changed: object{"description": "CD", "store_secret": true}, stored: true},
	{
		typeName: couponType, collection: "coupons", made: aCoupon(object{"description": "Sale"}),
		changed: aCoupon(object{"description": "Spring sale", "restrictions": object{"total_redemptions": object{"quantity": 9}}}),
		choose:  object{"id": "cpn_chosen"}, lookedUp: object{"description": "Sale"},
	},
	{
		typeName: fieldType, collection: "custom-fields", made: object{"resource": "products", "name": "tier", "string": object{}},
		changed: object{"resource": "products", "name": "tier", "description": "The tier", "string": object{"max_length": 9}},
		choose:  object{"name": "chosen"}, listed: object{"resource": "products"},
	},
})

// impatient lives do not wait for what still uses an object.
func impatient(all []life) []life {
	for _, l := range all {
		l.made["timeouts"], l.changed["timeouts"] = object{"delete": "1ms"}, object{"delete": "1ms"}
	}
	return all
}

func (l life) String() string {
	if l.stored {
		return l.typeName + " that is stored"
	}
	return l.typeName
}

// opening is an organization for the ephemeral resources, and for what the others refer to.
func opening(t *testing.T) *acctest.Rebilly {
	t.Helper()
	rebilly := acctest.Start(t, emulator.Options{SecretKeys: emulator.SecretKeysFull})
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
	said  acctest.Diagnostics
	// after is what Terraform holds afterwards, nil where the operation is not about one object.
	after *acctest.State
}

func (t *trail) diagnosed(said acctest.Diagnostics) {
	t.said = append(t.said, said...)
	t.texts["diagnostics"] += said.String()
}

// plan adds a plan. Of an object whose secret is stored, state and plan have it.
func (t *trail) plan(plan *acctest.Plan, l life) *acctest.Plan {
	t.diagnosed(plan.Diagnostics)
	if !l.stored {
		t.texts["plan"] += fmt.Sprint(plan.Planned, plan.Config)
	}
	t.texts["planned private state"] += string(plan.Private)
	t.texts["planned identity"] += fmt.Sprint(plan.Identity)
	return plan
}

func (t *trail) state(state *acctest.State, l life) {
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
func operations(l life) map[string]func(s *acctest.Server, held *acctest.State) *trail {
	all := map[string]func(s *acctest.Server, held *acctest.State) *trail{}
	one := func(name string, act func(s *acctest.Server, held *acctest.State, t *trail)) {
		all[name] = func(s *acctest.Server, held *acctest.State) *trail {
			t := &trail{texts: map[string]string{}}
			act(s, held, t)
			return t
		}
	}
	with := func(more object) object {
		config := maps.Clone(l.made)
		maps.Copy(config, more)
		return config
	}
	if l.choose["id"] != nil {
		one("create", func(s *acctest.Server, _ *acctest.State, t *trail) {
			t.state(s.Apply(t.plan(s.Plan(nil, l.typeName, l.made), l)), l)
		})
	}
	if l.choose != nil {
		one("create with an id", func(s *acctest.Server, _ *acctest.State, t *trail) {
			t.state(s.Apply(t.plan(s.Plan(nil, l.typeName, with(l.choose)), l)), l)
		})
	}
	one("read", func(s *acctest.Server, held *acctest.State, t *trail) { t.state(s.Read(held), l) })
	one("plan", func(s *acctest.Server, held *acctest.State, t *trail) { t.plan(s.Plan(held, l.typeName, l.changed), l) })
	one("update", func(s *acctest.Server, held *acctest.State, t *trail) {
		t.state(s.Apply(t.plan(s.Plan(held, l.typeName, l.changed), l)), l)
	})
	one("delete", func(s *acctest.Server, held *acctest.State, t *trail) {
		t.state(s.Apply(t.plan(s.Plan(held, l.typeName, nil), l)), l)
	})
	if l.stored {
		return all
	}
	one("import", func(s *acctest.Server, held *acctest.State, t *trail) { t.state(s.Import(l.typeName, idOf(held)), l) })
	one("import by identity", func(s *acctest.Server, held *acctest.State, t *trail) {
		t.state(s.ImportIdentity(l.typeName, held.Identity), l)
	})
	one("list and generate", func(s *acctest.Server, _ *acctest.State, t *trail) {
		for _, found := range s.List(l.typeName, l.listed, 10) {
			t.diagnosed(found.Diagnostics)
			t.texts["list"] += found.DisplayName
			if found.State != nil && !found.State.Diagnostics.HasError() {
				t.texts["list"] += fmt.Sprint(found.State.Value, found.State.Identity)
				t.texts["configuration"] += fmt.Sprint(s.Generate(found.State))
			}
		}
	})
	data := func(name, typeName string, config func(held *acctest.State) object) {
		one(name, func(s *acctest.Server, held *acctest.State, t *trail) {
			t.state(s.Data(typeName, config(held)), l)
			t.after = nil
		})
	}
	if l.lookedUp == nil {
		data("look up", l.typeName, func(*acctest.State) object { return object{"resource": "products", "name": "tier"} })
	} else {
		data("look up", l.typeName, func(held *acctest.State) object { return object{"id": held.Get("id")} })
		data("look up by title", l.typeName, func(*acctest.State) object { return l.lookedUp })
	}
	data("read all", l.typeName+"s", func(*acctest.State) object { return maps.Clone(l.listed) })
	return all
}

// openings are what needs no object of its own.
func openings() map[string]func(s *acctest.Server, _ *acctest.State) *trail {
	ephemeral := func(typeName string, config object) func(s *acctest.Server, _ *acctest.State) *trail {
		return func(s *acctest.Server, _ *acctest.State) *trail {
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
	return map[string]func(s *acctest.Server, _ *acctest.State) *trail{
		"open a key":   ephemeral(keyType, object{"id": "api_key_1"}),
		"open a token": ephemeral("rebilly_customer_jwt", object{"customer_id": "cus_1", "website_id": "web_1", "revoke_on_close": true}),
		"configure a purchase": func(s *acctest.Server, _ *acctest.State) *trail {
			t := &trail{texts: map[string]string{}}
			t.state(s.Data("rebilly_purchase_config", object{"website_id": "web_1", "publishable_key": "pk_sandbox_1", "items": []any{object{"plan_id": "plan_1", "quantity": 1}}}), life{})
			t.state(s.Data("rebilly_purchase_config", object{"invoice_id": "in_1"}), life{})
			t.after = nil
			return t
		},
	}
}

func idOf(state *acctest.State) string {
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
	rebilly *acctest.Rebilly
	life    life
	state   *acctest.State
	stored  map[string]any
}

// operations are what the provider does with the object, or without one.
func (h *held) operations() map[string]func(*acctest.Server, *acctest.State) *trail {
	if h.state == nil {
		return openings()
	}
	return operations(h.life)
}

// everything is an object of each life, and none.
func everything(t *testing.T, rebilly *acctest.Rebilly) []*held {
	t.Helper()
	all := []*held{{rebilly: rebilly}}
	for _, l := range lives {
		all = append(all, hold(t, rebilly, l))
	}
	return all
}

func hold(t *testing.T, rebilly *acctest.Rebilly, l life) *held {
	t.Helper()
	s := acctest.NewServer(t, rebilly.ProviderConfig())
	h := &held{rebilly: rebilly, life: l, state: s.Read(s.Applied(nil, l.typeName, l.made))}
	h.stored, _ = rebilly.Get(l.collection, idOf(h.state))
	return h
}

// restore puts the organization back to what Terraform holds of it.
func (h *held) restore() {
	if h.state == nil {
		return
	}
	h.rebilly.Put(h.life.collection, idOf(h.state), h.stored)
	h.rebilly.Remove(h.life.collection, fmt.Sprint(h.life.choose["id"]))
	h.rebilly.Remove(h.life.collection, fmt.Sprint("products/", h.life.choose["name"]))
}

func sorted[V any](all map[string]V) []string { return slices.Sorted(maps.Keys(all)) }
