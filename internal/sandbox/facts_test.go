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

// probe asks an organization by plain requests, as no client of ours would.
type probe struct {
	t *testing.T
	o organization
	// product and key are objects of the probe's own, written as written says.
	product, key string
	written      object
}

type reply struct {
	status int
	header http.Header
	one    object
	many   []object
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
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	got := reply{status: answer.StatusCode, header: answer.Header}
	var document json.RawMessage
	if json.NewDecoder(answer.Body).Decode(&document) == nil && json.Unmarshal(document, &got.one) != nil {
		_ = json.Unmarshal(document, &got.many)
	}
	return got
}

// facts are what Rebilly's definition leaves open and the provider is right about either way. The answers tell which
// reading of the emulator is Rebilly's.
var facts = []struct {
	question string
	answer   func(p *probe) string
}{
	{"does a PUT merge?", func(p *probe) string {
		p.do("PUT", "products/"+p.product, object{"name": p.written["name"]})
		if p.do("GET", "products/"+p.product, nil).one["description"] == p.written["description"] {
			return "merges"
		}
		return "replaces"
	}},
	{"what is a field without a value?", func(p *probe) string {
		if _, told := p.do("GET", "products/"+p.product, nil).one["accountingCode"]; told {
			return "null"
		}
		return "absent"
	}},
	{"does a GET tell a secret key?", func(p *probe) string {
		created := p.do("PUT", "api-keys/"+p.key, object{"description": p.written["name"], "acl": []any{object{"scope": object{}, "permissions": []any{"GetPlan"}}}}).one["secretKey"]
		switch read := p.do("GET", "api-keys/"+p.key, nil).one["secretKey"]; read {
		case nil, "":
			return "no"
		case created:
			return "yes"
		default:
			return "masked"
		}
	}},
	{"what does an empty acl allow?", func(p *probe) string {
		return fmt.Sprint(p.do("PUT", "api-keys/"+p.key, object{"description": p.written["name"], "acl": []any{}}).status)
	}},
	{"does a filter compare whole names?", func(p *probe) string {
		name := fmt.Sprint(p.written["name"])
		p.do("PUT", "products/"+p.product, p.written)
		if len(p.do("GET", "products?filter="+url.QueryEscape("name:"+name[:len(name)-1]), nil).many) > 0 {
			return "parts, too"
		}
		return fmt.Sprintf("whole, and finds %d", len(p.do("GET", "products?filter="+url.QueryEscape("name:"+name), nil).many))
	}},
	{"does a list tell what a single read tells?", func(p *probe) string {
		single := p.do("GET", "products/"+p.product, nil).one
		for _, listed := range p.do("GET", "products?limit=1000&sort=-createdTime", nil).many {
			if listed["id"] == single["id"] {
				return fmt.Sprint(len(listed) == len(single))
			}
		}
		return "it is not listed yet"
	}},
	{"what is an offset above a thousand?", func(p *probe) string {
		return fmt.Sprint(p.do("GET", "products?limit=1&offset=1001", nil).status)
	}},
	{"what is another organization?", func(p *probe) string {
		other := *p
		other.o.id = "org_01HZX3M9V5K7R2T4W6Y8A0C1E3"
		return fmt.Sprint(other.do("GET", "products/"+p.product, nil).status)
	}},
	{"do reads tell how many requests are left?", func(p *probe) string {
		read, write := p.do("GET", "products/"+p.product, nil), p.do("PUT", "products/"+p.product, p.written)
		return fmt.Sprintf("reads %t, writes %t", read.header.Get("X-RateLimit-Remaining") != "", write.header.Get("X-RateLimit-Remaining") != "")
	}},
}

func ask(t *testing.T, o organization) map[string]string {
	t.Helper()
	name := unique()
	p := &probe{t: t, o: o, product: "prod_" + name, key: "api_key_" + name, written: object{"name": name, "description": "Made by a test."}}
	if created := p.do("PUT", "products/"+p.product, p.written); created.status != http.StatusCreated {
		t.Fatalf("a product is created with %d: %v", created.status, created.one)
	}
	defer func() {
		if err := sweep(t.Context(), client(o), name); err != nil {
			t.Error(err)
		}
	}()
	answers := map[string]string{}
	for _, fact := range facts {
		answers[fact.question] = fact.answer(p)
		t.Logf("%-45s %s", fact.question, answers[fact.question])
	}
	return answers
}

// TestAccSandbox_undocumentedBehavior prints what the sandbox that the variables name does where Rebilly's definition is silent: run it with -v.
func TestAccSandbox_undocumentedBehavior(t *testing.T) {
	t.Run("sandbox", func(t *testing.T) {
		o, there := sandbox()
		if !there {
			t.Skip(off)
		}
		ask(t, o)
	})
	for name, test := range map[string]struct {
		options emulator.Options
		want    map[string]string
	}{
		"likely": {emulator.Options{}, map[string]string{
			"does a PUT merge?": "replaces", "what is a field without a value?": "null", "does a GET tell a secret key?": "yes",
			"does a filter compare whole names?": "whole, and finds 1", "does a list tell what a single read tells?": "true", "what is another organization?": "404",
		}},
		"otherwise": {emulator.Options{MergePuts: true, OmitNulls: true, SecretKeys: emulator.SecretKeysOmitted}, map[string]string{
			"does a PUT merge?": "merges", "what is a field without a value?": "absent", "does a GET tell a secret key?": "no",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r := fakeapi.Start(t, test.options)
			answers := ask(t, organization{url: r.URL, id: fakeapi.Organization, key: fakeapi.APIKey})
			for question, want := range test.want {
				if answers[question] != want {
					t.Errorf("%s %s, want %s", question, answers[question], want)
				}
			}
		})
	}
}
