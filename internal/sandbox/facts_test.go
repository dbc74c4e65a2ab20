package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

type object = map[string]any

// probe sends plain requests to an organization, without the client of the provider.
type probe struct {
	t *testing.T
	o organization
	// product and key are the ids of objects that the probe creates. written is what it writes to the product.
	product, key string
	written      object
}

type reply struct {
	status int
	header http.Header
	object object
	list   []object
}

func (p *probe) do(method, path string, body object) reply {
	p.t.Helper()
	var content bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&content).Encode(body); err != nil {
			p.t.Fatal(err)
		}
	}
	request, err := http.NewRequestWithContext(p.t.Context(), method, p.o.url+"/organizations/"+p.o.id+"/"+path, &content)
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("REB-APIKEY", p.o.key)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	got := reply{status: response.StatusCode, header: response.Header}
	var document json.RawMessage
	if json.NewDecoder(response.Body).Decode(&document) == nil && json.Unmarshal(document, &got.object) != nil {
		_ = json.Unmarshal(document, &got.list)
	}
	return got
}

// behaviors are not documented in Rebilly's definition. The provider works with each variant, and the results show which options of
// the emulator match Rebilly.
var behaviors = []struct {
	name    string
	observe func(p *probe) string
}{
	{"effect of a PUT", func(p *probe) string {
		p.do("PUT", "products/"+p.product, object{"name": p.written["name"]})
		if p.do("GET", "products/"+p.product, nil).object["description"] == p.written["description"] {
			return "merges"
		}
		return "replaces"
	}},
	{"field without a value", func(p *probe) string {
		if _, found := p.do("GET", "products/"+p.product, nil).object["accountingCode"]; found {
			return "null"
		}
		return "absent"
	}},
	{"secret key in a GET", func(p *probe) string {
		acl := []any{object{"scope": object{}, "permissions": []any{"GetPlan"}}}
		created := p.do("PUT", "api-keys/"+p.key, object{"description": p.written["name"], "acl": acl}).object["secretKey"]
		switch read := p.do("GET", "api-keys/"+p.key, nil).object["secretKey"]; read {
		case nil, "":
			return "no"
		case created:
			return "yes"
		default:
			return "masked"
		}
	}},
	{"status of a PUT with an empty acl", func(p *probe) string {
		return fmt.Sprint(p.do("PUT", "api-keys/"+p.key, object{"description": p.written["name"], "acl": []any{}}).status)
	}},
	{"filter by name", func(p *probe) string {
		name := fmt.Sprint(p.written["name"])
		p.do("PUT", "products/"+p.product, p.written)
		if len(p.do("GET", "products?filter="+url.QueryEscape("name:"+name[:len(name)-1]), nil).list) > 0 {
			return "matches parts"
		}
		return fmt.Sprintf("matches exactly, and finds %d", len(p.do("GET", "products?filter="+url.QueryEscape("name:"+name), nil).list))
	}},
	{"list includes all fields", func(p *probe) string {
		single := p.do("GET", "products/"+p.product, nil).object
		for _, listed := range p.do("GET", "products?limit=1000&sort=-createdTime", nil).list {
			if listed["id"] == single["id"] {
				return fmt.Sprint(len(listed) == len(single))
			}
		}
		return "not in the list yet"
	}},
	{"status of an offset above 1000", func(p *probe) string {
		return fmt.Sprint(p.do("GET", "products?limit=1&offset=1001", nil).status)
	}},
	{"status of a different organization", func(p *probe) string {
		other := *p
		other.o.id = "org_01HZX3M9V5K7R2T4W6Y8A0C1E3"
		return fmt.Sprint(other.do("GET", "products/"+p.product, nil).status)
	}},
	{"rate limit headers", func(p *probe) string {
		const header = "X-RateLimit-Remaining"
		read, write := p.do("GET", "products/"+p.product, nil), p.do("PUT", "products/"+p.product, p.written)
		return fmt.Sprintf("reads %t, writes %t", read.header.Get(header) != "", write.header.Get(header) != "")
	}},
}

func observeBehaviors(t *testing.T, o organization) map[string]string {
	t.Helper()
	name := unique()
	p := &probe{t: t, o: o, product: "prod_" + name, key: "api_key_" + name, written: object{"name": name, "description": "Made by a test."}}
	if created := p.do("PUT", "products/"+p.product, p.written); created.status != http.StatusCreated {
		t.Fatalf("got status %d, want 201: %v", created.status, created.object)
	}
	defer func() {
		if err := sweep(t.Context(), client(o), name); err != nil {
			t.Error(err)
		}
	}()
	observed := map[string]string{}
	for _, behavior := range behaviors {
		observed[behavior.name] = behavior.observe(p)
		t.Logf("%-45s %s", behavior.name, observed[behavior.name])
	}
	return observed
}

// TestAccSandbox_undocumentedBehavior prints the behavior of the configured sandbox that is not documented in Rebilly's definition. Run
// it with -v.
func TestAccSandbox_undocumentedBehavior(t *testing.T) {
	t.Run("sandbox", func(t *testing.T) {
		o, ok := sandbox()
		if !ok {
			t.Skip(noSandbox)
		}
		observeBehaviors(t, o)
	})
	for name, test := range map[string]struct {
		options emulator.Options
		want    map[string]string
	}{
		"default": {emulator.Options{}, map[string]string{
			"effect of a PUT": "replaces", "field without a value": "null", "secret key in a GET": "yes",
			"filter by name": "matches exactly, and finds 1", "list includes all fields": "true", "status of a different organization": "404",
		}},
		"unusual": {emulator.Options{MergePuts: true, OmitNulls: true, SecretKeys: emulator.SecretKeysOmitted}, map[string]string{
			"effect of a PUT": "merges", "field without a value": "absent", "secret key in a GET": "no",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r := fakeapi.Start(t, test.options)
			observed := observeBehaviors(t, organization{url: r.URL, id: fakeapi.Organization, key: fakeapi.APIKey})
			for name, want := range test.want {
				if got := observed[name]; got != want {
					t.Errorf("%s: got %s, want %s", name, got, want)
				}
			}
		})
	}
}
