//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/services"
)

func TestSeeds(t *testing.T) {
	for text, want := range map[string]string{"17": "[17]", "1-3": "[1 2 3]", "3-1": "", "": "", "a": "", "1-": "", "-1": ""} {
		got, err := parseSeeds(text)
		if want == "" && err == nil || want != "" && fmt.Sprint(got) != want {
			t.Errorf("%q: got %v, error %v, want %q", text, got, err, want)
		}
	}
}

func TestCatalog_Deterministic(t *testing.T) {
	write := func(seed uint64) string {
		c := newCatalog(rand.New(rand.NewPCG(seed, 0)), true, seed%2 == 0)
		text := c.hcl()
		for range 3 {
			c.edit()
			text += c.hcl()
		}
		return text
	}
	all := ""
	for seed := range uint64(50) {
		text := write(seed)
		if text != write(seed) {
			t.Errorf("seed %d: got two configurations, want the same one twice", seed)
		}
		if strings.Contains(all, text) {
			t.Errorf("seed %d: got the configuration of an earlier seed, want a different one", seed)
		}
		all += text
	}
	for name := range kinds {
		if !strings.Contains(all, "rebilly_"+name) {
			t.Errorf("got no catalog with %s, want one", name)
		}
	}
	for _, part := range []string{
		"fixed_fee", "flat_rate", "stairstep", "tiered", "volume", "trial =", "recurring_interval", "metered_billing", "day_of_week",
		"settings", "restrict_to_bxgy", "publishable", "rotation_triggers", "store_secret", "monetary", "boolean =",
		"custom_fields = {", "create_before_destroy", "id = \"chosen_", "edition 2",
	} {
		if !strings.Contains(all, part) {
			t.Errorf("got no catalog with %s, want one", part)
		}
	}
}

func TestKinds_HaveTestData(t *testing.T) {
	for name, k := range kinds {
		if bodies[name] == nil && len(k.Random.Required)+len(k.Random.Optional) == 0 {
			t.Errorf("%s: got no \"random\", want values of the attributes that fault injection chooses from", services.FixturePath(name))
		}
		for _, own := range []string{k.title(), k.lastKey()} {
			if k.Random.Required[own] != nil || k.Random.Optional[own] != nil {
				t.Errorf("%s: got \"random\" values of %s, want none, because fault injection sets it", services.FixturePath(name), own)
			}
		}
	}
}

// Each case changes the organization or the state in one way that compare must find.
func TestCompareState(t *testing.T) {
	product := map[string]any{"name": "Thing p1, edition 1"}
	field := map[string]any{"type": "string", "description": "Thing c1, edition 1"}
	for name, test := range map[string]struct {
		change func(*scenario, map[string]string)
		want   string
	}{
		"nothing": {func(*scenario, map[string]string) {}, ""},
		"lost": {func(s *scenario, _ map[string]string) {
			s.fixture.Put("products", "prod_1", product)
		}, "/products/prod_1 is in the organization"},
		"lost field": {func(s *scenario, _ map[string]string) {
			s.fixture.Put("custom-fields", "products/c1", field)
		}, "not in the state"},
		"missing": {func(_ *scenario, held map[string]string) {
			held["rebilly_product.p1"] = "/products/prod_1"
		}, "is not in the organization"},
		"foreign": {func(s *scenario, _ map[string]string) {
			s.fixture.Put("products", "prod_foreign", product)
		}, "is foreign and was changed"},
		"foreign gone": {func(s *scenario, _ map[string]string) {
			s.fixture.Remove("api-keys", "api_key_foreign")
		}, "is foreign and was deleted"},
		"twice": {func(s *scenario, held map[string]string) {
			for _, id := range []string{"prod_1", "prod_2"} {
				s.fixture.Put("products", id, product)
				held["rebilly_product."+id] = "/products/" + id
			}
		}, "are duplicates"},
		"disabled field": {func(s *scenario, _ map[string]string) {
			s.fixture.Put("custom-fields", "products/c1", map[string]any{"type": "string", "isEnabled": false})
		}, ""},
		"expired coupon": {func(s *scenario, _ map[string]string) {
			s.fixture.Put("coupons", "SALE", map[string]any{"issuedTime": "2026-01-01T00:00:00Z", "expiredTime": "2026-01-02T00:00:00Z"})
		}, ""},
		"left by a killed run": {func(s *scenario, _ map[string]string) {
			s.fixture.Put("products", "prod_1", product)
			s.fixture.lastCreated["/products/prod_1"], s.killed[2] = 2, true
		}, ""},
		"left, and without a name": {func(s *scenario, _ map[string]string) {
			s.fixture.Put("products", "prod_1", map[string]any{"name": "What"})
			s.fixture.lastCreated["/products/prod_1"], s.killed[2] = 2, true
		}, "cannot be found by its name"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(rand.New(rand.NewPCG(1, 0)))
			defer f.server.Close()
			s, held := &scenario{fixture: f, killed: map[int]bool{}, sum: newSum()}, map[string]string{}
			if err := f.populate(t.Context()); err != nil {
				t.Fatal(err)
			}
			test.change(s, held)
			found, err := f.objects(t.Context())
			if err == nil {
				err = s.compare(t.Context(), found, held)
			}
			if got := strings.Join(s.findings, "\n"); err != nil || (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
				t.Errorf("got error %v, findings %q, want %q", err, got, test.want)
			}
		})
	}
}

func TestComparePrices(t *testing.T) {
	f := newFixture(rand.New(rand.NewPCG(1, 0)))
	defer f.server.Close()
	f.Put("plans", "plan_1", map[string]any{
		"name": "Thing m1, edition 1", "productId": "prod_foreign", "currency": "USD",
		"pricing": map[string]any{"formula": "tiered", "brackets": []any{map[string]any{"price": 10}, map[string]any{"price": 8}}},
	})
	dir := t.TempDir()
	for name, test := range map[string]struct {
		price    string
		warnings []diagnostic
		want     string
	}{
		"the same price":            {"8", nil, ""},
		"a different price":         {"7", nil, "/plans/plan_1 is sold for [8 10]"},
		"a warning names the plan":  {"7", []diagnostic{{Summary: `Plan "plan_1" stored differently by Rebilly`}}, ""},
		"a warning names a product": {"7", []diagnostic{{Summary: `Product "prod_1" stored differently by Rebilly`}}, "is sold for"},
	} {
		text := `{"resources": [{"type": "rebilly_plan", "name": "m1", "instances": [{"attributes": {"id": "plan_1", "pricing": {"tiered":
			{"brackets": [{"price": 10}, {"price": ` + test.price + `}]}, "volume": null}}}]}]}`
		if err := os.WriteFile(filepath.Join(dir, "terraform.tfstate"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s := &scenario{fixture: f, dir: dir}
		err := s.comparePrices(result{warnings: test.warnings})
		if got := strings.Join(s.findings, ""); err != nil || (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s: got error %v, findings %q, want %q", name, err, got, test.want)
		}
	}
}

func TestAssertErrorsActionable(t *testing.T) {
	const request = "Request: PUT /organizations/o/products/p in organization \"o\" at http://h"
	for detail, actionable := range map[string]bool{
		"Too much.\n\n" + request + ", response status 429.": true,
		request + ", response status 500.":                   true,
		"EOF\n\n" + request + ".":                            true,
		request + ".":                                        false,
		"The plugin encountered an error.":                   false,
		"Taken.\n\nimport {\n  to = rebilly_product.this\n  id = \"chosen_p1\"\n}\n": true,
	} {
		s := &scenario{sum: newSum()}
		s.assertErrorsActionable(result{exit: 1, errors: []diagnostic{{Detail: detail}}})
		if got := len(s.findings) == 0; got != actionable {
			t.Errorf("%q: got actionable %t, want %t: %v", detail, got, actionable, s.findings)
		}
	}
	s := &scenario{}
	s.assertErrorsActionable(result{exit: 1})
	if len(s.findings) == 0 {
		t.Error("got no finding for a failed run without an error, want one")
	}
}

// fakeCLI returns a CLI that starts a provider and then runs the commands of ending.
func fakeCLI(t *testing.T, ending string) (tools, string) {
	t.Helper()
	dir := t.TempDir()
	for name, script := range map[string]string{
		providerName: "exec sleep 1000\n",
		"terraform":  "'" + dir + "/" + providerName + "' & echo $! >provider\n" + ending + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return tools{terraform: filepath.Join(dir, "terraform"), dir: dir}, dir
}

// waitForProvider waits until the provider process ends.
func waitForProvider(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "provider"))
	pid, err2 := strconv.Atoi(strings.TrimSpace(string(text)))
	if err = errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); syscall.Kill(pid, 0) == nil; time.Sleep(10 * time.Millisecond) {
		if stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); strings.Contains(string(stat), ") Z ") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("got process %d still running after 10 s, want it ended", pid)
		}
	}
}

func TestRun_NoProcessLeft(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		ending    string
		interrupt *interrupt
		exit      int
	}{
		"CLI ends":      {`echo '{"type":"diagnostic","diagnostic":{"severity":"error","summary":"S","detail":"D"}}'; exit 3`, nil, 3},
		"CLI is killed": {"wait", &interrupt{signal: syscall.SIGKILL, target: "terraform", after: 500 * time.Millisecond}, -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tools, dir := fakeCLI(t, test.ending)
			got, err := tools.run(t.Context(), dir, nil, test.interrupt)
			if err != nil || got.exit != test.exit || got.hung || test.interrupt != nil && !test.interrupt.sent {
				t.Errorf("got %+v, error %v, want exit code %d", got, err, test.exit)
			}
			if test.exit == 3 && (len(got.errors) != 1 || got.errors[0].Summary != "S") {
				t.Errorf("got errors %v, want one with the summary S", got.errors)
			}
			waitForProvider(t, dir)
		})
	}
	t.Run("interrupted", func(t *testing.T) {
		t.Parallel()
		tools, dir := fakeCLI(t, "wait")
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if _, err := tools.run(ctx, dir, nil, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v, want %v", err, context.DeadlineExceeded)
		}
		waitForProvider(t, dir)
	})
}
