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
)

func TestSeeds(t *testing.T) {
	for text, want := range map[string]string{"17": "[17]", "1-3": "[1 2 3]", "3-1": "", "": "", "a": "", "1-": "", "-1": ""} {
		got, err := parseSeeds(text)
		if want == "" && err == nil || want != "" && fmt.Sprint(got) != want {
			t.Errorf("%q: %v, %v", text, got, err)
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
			t.Errorf("seed %d is not the same twice", seed)
		}
		if strings.Contains(all, text) {
			t.Errorf("seed %d is like one before", seed)
		}
		all += text
	}
	for name := range kinds {
		if !strings.Contains(all, "rebilly_"+name) {
			t.Errorf("no catalog has %s", name)
		}
	}
	for _, part := range []string{
		"fixed_fee", "flat_rate", "stairstep", "tiered", "volume", "trial =", "recurring_interval", "metered_billing", "day_of_week",
		"settings", "restrict_to_bxgy", "publishable", "rotation_triggers", "store_secret", "monetary", "boolean =",
		"custom_fields = {", "create_before_destroy", "id = \"chosen_", "edition 2",
	} {
		if !strings.Contains(all, part) {
			t.Errorf("no catalog has %s", part)
		}
	}
}

func TestKinds_HaveTestData(t *testing.T) {
	for name, k := range kinds {
		if k.ForeignID == "" || k.Foreign == nil {
			t.Errorf("got no foreign object of %s, want one in its fixture", name)
		}
		if bodies[name] == nil && len(k.Random.Required)+len(k.Random.Optional) == 0 {
			t.Errorf("got no random values of %s, want some in its fixture", name)
		}
	}
}

// TestCompareState spoils an organization in one way, and wants it found.
func TestCompareState(t *testing.T) {
	plain := map[string]any{"name": "Thing p1, edition 1"}
	field := map[string]any{"type": "string", "description": "Thing c1, edition 1"}
	for name, test := range map[string]struct {
		spoil func(*scenario, map[string]string)
		want  string
	}{
		"nothing":      {func(*scenario, map[string]string) {}, ""},
		"lost":         {func(c *scenario, _ map[string]string) { c.world.Put("products", "prod_1", plain) }, "/products/prod_1 is in the organization"},
		"lost field":   {func(c *scenario, _ map[string]string) { c.world.Put("custom-fields", "products/c1", field) }, "not in the state"},
		"missing":      {func(_ *scenario, held map[string]string) { held["rebilly_product.p1"] = "/products/prod_1" }, "is not in the organization"},
		"foreign":      {func(c *scenario, _ map[string]string) { c.world.Put("products", "prod_foreign", plain) }, "is foreign, and changed"},
		"foreign gone": {func(c *scenario, _ map[string]string) { c.world.Remove("api-keys", "api_key_foreign") }, "is foreign, and gone"},
		"twice": {func(c *scenario, held map[string]string) {
			for _, id := range []string{"prod_1", "prod_2"} {
				c.world.Put("products", id, plain)
				held["rebilly_product."+id] = "/products/" + id
			}
		}, "are the same thing"},
		"disabled field": {func(c *scenario, _ map[string]string) {
			c.world.Put("custom-fields", "products/c1", map[string]any{"type": "string", "isEnabled": false})
		}, ""},
		"expired coupon": {func(c *scenario, _ map[string]string) {
			c.world.Put("coupons", "SALE", map[string]any{"issuedTime": "2026-01-01T00:00:00Z", "expiredTime": "2026-01-02T00:00:00Z"})
		}, ""},
		"left by a killed run": {func(c *scenario, _ map[string]string) {
			c.world.Put("products", "prod_1", plain)
			c.world.born["/products/prod_1"], c.killed[2] = 2, true
		}, ""},
		"left, and without a name": {func(c *scenario, _ map[string]string) {
			c.world.Put("products", "prod_1", map[string]any{"name": "What"})
			c.world.born["/products/prod_1"], c.killed[2] = 2, true
		}, "cannot be found by its name"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(rand.New(rand.NewPCG(1, 0)))
			defer w.server.Close()
			c, held := &scenario{world: w, killed: map[int]bool{}, sum: newSum()}, map[string]string{}
			if err := w.populate(t.Context()); err != nil {
				t.Fatal(err)
			}
			test.spoil(c, held)
			found, err := w.objects(t.Context())
			if err == nil {
				err = c.compare(t.Context(), found, held)
			}
			if got := strings.Join(c.findings, "\n"); err != nil || (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
				t.Errorf("%v, found %q", err, got)
			}
		})
	}
}

func TestAssertErrorsActionable(t *testing.T) {
	const request = "Request: PUT /organizations/o/products/p in organization \"o\" at http://h"
	for detail, explains := range map[string]bool{
		"Too much.\n\n" + request + ", response status 429.": true,
		request + ", response status 500.":                   true,
		"EOF\n\n" + request + ".":                            true,
		request + ".":                                        false,
		"The plugin encountered an error.":                   false,
		"Taken.\n\nimport {\n  to = rebilly_product.this\n  id = \"chosen_p1\"\n}\n": true,
	} {
		c := &scenario{sum: newSum()}
		c.assertErrorsActionable(result{exit: 1, errors: []diagnostic{{Detail: detail}}})
		if (len(c.findings) == 0) != explains {
			t.Errorf("%q: %v", detail, c.findings)
		}
	}
	c := &scenario{}
	c.assertErrorsActionable(result{exit: 1})
	if len(c.findings) == 0 {
		t.Error("a failure without an error is not found")
	}
}

// fake is a CLI that starts a provider, and ends when it is told to.
func fake(t *testing.T, ending string) (tools, string) {
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

// ended waits for the end of the provider.
func ended(t *testing.T, dir string) {
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
			t.Fatalf("process %d is left", pid)
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
			tools, dir := fake(t, test.ending)
			got, err := tools.run(t.Context(), dir, nil, test.interrupt)
			if err != nil || got.exit != test.exit || got.hung || test.interrupt != nil && !test.interrupt.sent {
				t.Errorf("%+v, %v", got, err)
			}
			if test.exit == 3 && (len(got.errors) != 1 || got.errors[0].Summary != "S") {
				t.Errorf("errors %v", got.errors)
			}
			ended(t, dir)
		})
	}
	t.Run("interrupted", func(t *testing.T) {
		t.Parallel()
		tools, dir := fake(t, "wait")
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if _, err := tools.run(ctx, dir, nil, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		ended(t, dir)
	})
}
