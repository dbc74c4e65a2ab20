//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

// scenario is what one seed does.
type scenario struct {
	tools
	seed    uint64
	random  *rand.Rand
	world   *fixture
	catalog *catalog
	dir     string

	// killed are the runs in which a SIGKILL was sent: only they may leave something that the state does not know.
	killed map[int]bool
	// imported maps paths of objects that were found to the addresses which they are imported to.
	imported map[string]string
	sum      sum
	log      []string
	findings []string
}

// sum is what a table says.
type sum struct {
	seeds, runs, requests, objects, orphans, lost, duplicated int

	faults, interrupts map[string]int
}

func (s *sum) add(other sum) {
	s.seeds += other.seeds
	s.runs += other.runs
	s.requests += other.requests
	s.objects += other.objects
	s.orphans += other.orphans
	s.lost += other.lost
	s.duplicated += other.duplicated
	for kind, n := range other.faults {
		s.faults[kind] += n
	}
	for kind, n := range other.interrupts {
		s.interrupts[kind] += n
	}
}

func newSum() sum { return sum{faults: map[string]int{}, interrupts: map[string]int{}} }

// fail notes that something is not as it has to be.
func (c *scenario) fail(format string, args ...any) {
	c.findings = append(c.findings, fmt.Sprintf(format, args...))
}

func (c *scenario) logf(format string, args ...any) {
	c.log = append(c.log, fmt.Sprintf(format, args...))
}

// runSeed runs a seed to its end. The error is of this program, or of the machine.
func runSeed(ctx context.Context, t tools, seed uint64) (*scenario, error) {
	random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // it has to be repeatable
	c := &scenario{
		tools: t, seed: seed, random: random, world: newWorld(random), dir: filepath.Join(t.dir, fmt.Sprint(seed)),
		killed: map[int]bool{}, imported: map[string]string{}, sum: newSum(),
	}
	defer c.world.server.Close()
	defer c.world.server.CloseClientConnections()
	defer func() { _ = os.RemoveAll(c.dir) }()
	if err := os.Mkdir(c.dir, 0o700); err != nil {
		return c, err
	}
	if err := c.world.populate(ctx); err != nil {
		return c, err
	}
	c.catalog = newCatalog(random, c.world.options.SecretKeys == emulator.SecretKeysFull, c.world.options.RejectProductDeleteWithPlans)
	err := c.runScenario(ctx)
	c.sum.seeds, c.sum.requests = 1, c.world.total
	return c, err
}

func (c *scenario) runScenario(ctx context.Context) error {
	if err := c.applyWithFaults(ctx, "apply"); err != nil {
		return err
	}
	for range 1 + c.random.IntN(2) {
		c.catalog.edit()
		if err := c.applyWithFaults(ctx, "apply"); err != nil {
			return err
		}
	}
	if c.catalog.withProbability(30) {
		if err := c.applyWithFaults(ctx, "apply", "-destroy"); err != nil {
			return err
		}
	}
	if err := c.converge(ctx); err != nil || len(c.findings) > 0 {
		return err
	}
	if c.catalog.withProbability(60) {
		if err := c.applyWithFaults(ctx, "apply", "-destroy"); err != nil {
			return err
		}
	}
	return c.destroyAll(ctx)
}

// write makes the configuration what the catalog is.
func (c *scenario) write() error {
	text := fmt.Sprintf(`terraform {
  required_providers {
    rebilly = { source = %q }
  }
}
provider "rebilly" {
  organization_id = %q
  api_key         = %q
  base_url        = %q
  max_retries     = %d
  request_timeout = "1s"
}
`, source, organization, apiKey, c.world.server.URL, c.seed%4) + c.catalog.hcl()
	for _, path := range slices.Sorted(maps.Keys(c.imported)) {
		text += fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", c.imported[path], importID(path))
	}
	return os.WriteFile(filepath.Join(c.dir, "main.tf"), []byte(text), 0o600)
}

// importID is what an object is imported by.
func importID(path string) string {
	if field, ok := strings.CutPrefix(path, "/custom-fields/"); ok {
		return field
	}
	return path[strings.LastIndex(path, "/")+1:]
}

// faultKinds are those of the emulator.
var faultKinds = []string{
	"429-soon", "429-none", "429-past", "429-year", "clock-skew", "500", "502", "503", "500-after-write", "502-after-write", "503-after-write",
	"reset-before", "reset-during", "reset-after-write", "response-lost-after-write", "half-body-after-write", "wrong-type-after-write", "slow-headers-after-write", "slow-body-after-write",
	"html", "html-type-after-write", "redirect", "missing-after-create", "in-use",
}

// applyWithFaults runs the CLI while everything goes wrong.
func (c *scenario) applyWithFaults(ctx context.Context, args ...string) error {
	var rules []map[string]any
	total := 0.02 + 0.4*c.random.Float64()
	chosen := c.random.Perm(len(faultKinds))[:3+c.random.IntN(8)]
	for _, kind := range chosen {
		delay, rate := "300ms", total/float64(len(chosen))
		if kind := faultKinds[kind]; kind == "in-use" || kind == "missing-after-create" {
			// They hit one kind of request each.
			rate = 0.3
		}
		if strings.HasPrefix(faultKinds[kind], "slow") && c.catalog.withProbability(50) {
			delay = "1500ms"
		}
		rules = append(rules, map[string]any{"kind": faultKinds[kind], "rate": rate, "delay": delay})
	}
	var i *interrupt
	if c.catalog.withProbability(50) {
		i = &interrupt{
			signal: []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGKILL}[c.random.IntN(3)],
			target: c.catalog.pick("terraform", "provider"),
		}
		if c.catalog.withProbability(70) {
			i.request = 1 + c.random.IntN(3*len(c.catalog.entries))
		} else {
			i.after = time.Duration(c.random.IntN(2500)) * time.Millisecond
		}
	}
	if err := c.world.injectFaults(ctx, c.random.Uint64(), rules); err != nil {
		return err
	}
	got, err := c.run(ctx, i, args...)
	if err != nil {
		return err
	}
	interrupted := i != nil && i.sent
	if got.exit != 0 && !interrupted {
		c.assertErrorsActionable(got)
	}
	return c.world.clearFaults(ctx, c.sum.faults)
}

// run runs the CLI once.
func (c *scenario) run(ctx context.Context, i *interrupt, args ...string) (result, error) {
	if err := c.write(); err != nil {
		return result{}, err
	}
	c.sum.runs++
	run := c.sum.runs
	pull := make(chan struct{})
	trigger := map[int]func(){}
	if i != nil && i.request > 0 {
		trigger[i.request] = sync.OnceFunc(func() { close(pull) })
	}
	c.world.begin(run, trigger)
	more := map[string][]string{
		"apply": {"-json", "-input=false", "-auto-approve"}, "plan": {"-json", "-input=false", "-detailed-exitcode"},
	}[args[0]]
	got, err := c.tools.run(ctx, c.dir, pull, i, slices.Concat(args[:1], more, args[1:])...)
	if err != nil {
		return got, err
	}
	if i != nil && i.sent {
		c.sum.interrupts[signalNames[i.signal]+" of the "+i.target]++
		c.killed[run] = i.signal == syscall.SIGKILL
	}
	c.logf("run %d: %s, %s: exit %d after %s", run, strings.Join(args, " "), i, got.exit, got.took.Round(time.Millisecond))
	for _, e := range got.errors {
		c.logf("  %s: %s: %s", e.Address, e.Summary, strings.ReplaceAll(e.Detail, "\n", " "))
	}
	if got.hung {
		c.fail("run %d hung for %s", run, hang)
	}
	if strings.Contains(got.rest, "panic") {
		c.fail("run %d panicked:\n%s", run, got.rest)
	}
	return got, c.restore(run)
}

// restore takes the state's backup, as a user would, where a killed CLI left half a state.
func (c *scenario) restore(run int) error {
	if _, err := state(c.dir); err == nil {
		return nil
	}
	file := filepath.Join(c.dir, "terraform.tfstate")
	c.logf("  the CLI left half a state; its backup takes its place")
	for earlier := range run + 1 {
		c.killed[earlier] = true
	}
	if err := os.Rename(file+".backup", file); errors.Is(err, os.ErrNotExist) {
		return os.Remove(file)
	} else if err != nil {
		return err
	}
	return nil
}

var (
	requested = regexp.MustCompile(`Request: (GET|PUT|POST|DELETE) /organizations/\S+ in organization`)
	answered  = regexp.MustCompile(`answered with status \d{3}`)
	untold    = regexp.MustCompile(`The answer to the create did not have the value of key \S+`)
	usedUp    = regexp.MustCompile(`^The coupon "[^"]+" expired at `)
	block     = regexp.MustCompile(`import \{\n  to = rebilly_(\w+)\.this\n  id = "([^"]+)"\n\}`)
)

// assertErrorsActionable looks for what failed, and how, in every error of a run that nobody interrupted.
func (c *scenario) assertErrorsActionable(got result) {
	if len(got.errors) == 0 {
		c.fail("run %d ended with %d and no error:\n%s", c.sum.runs, got.exit, got.rest)
	}
	for _, e := range got.errors {
		cause, _, _ := strings.Cut(e.Detail, "\n")
		how := answered.MatchString(e.Detail) || cause != "" && !strings.HasPrefix(cause, "Request:")
		if !block.MatchString(e.Detail) && !untold.MatchString(e.Detail) && (!requested.MatchString(e.Detail) || !how) {
			c.fail("run %d: the error does not say which request failed, and how: %s: %s", c.sum.runs, e.Summary, e.Detail)
		}
	}
}

// converge applies without faults until the organization is what the configuration says, as a user would who reads what
// the CLI says. A further plan has no changes then.
func (c *scenario) converge(ctx context.Context) error {
	for rounds := 0; ; rounds++ {
		got, err := c.run(ctx, nil, "apply")
		if err != nil {
			return err
		}
		if got.exit == 0 {
			break
		}
		progress, err := c.importOrphans(ctx, got)
		if err == nil && !progress {
			progress, err = c.removeFromState(ctx, got)
		}
		if err == nil && !progress {
			progress, err = c.deleteOrphans(ctx)
		}
		if err != nil {
			return err
		}
		if !progress || rounds > 5 {
			c.fail("an apply without faults ended with %d: %v\n%s", got.exit, got.errors, got.rest)
			return nil
		}
	}
	clear(c.imported)
	got, err := c.run(ctx, nil, "plan")
	if err != nil {
		return err
	}
	if got.exit != 0 {
		c.fail("a second plan has changes (%d): %v\n%s", got.exit, got.errors, got.rest)
	}
	found, err := c.world.objects(ctx)
	if err != nil {
		return err
	}
	held, err := state(c.dir)
	if err != nil {
		return err
	}
	c.sum.objects += len(held)
	for _, e := range c.catalog.entries {
		if held[e.address()] == "" {
			c.fail("%s is not in the state", e.address())
		}
	}
	if len(held) != len(c.catalog.entries) {
		c.fail("%d objects in the state, but %d in the configuration: %v", len(held), len(c.catalog.entries), slices.Sorted(maps.Keys(held)))
	}
	return c.compare(ctx, found, held)
}

// removeFromState takes a coupon out of the state that a destroy has expired before it was cut short: its code is used up, and the
// error says that another one has to be made.
func (c *scenario) removeFromState(ctx context.Context, got result) (progress bool, err error) {
	for _, e := range got.errors {
		if !usedUp.MatchString(e.Detail) {
			continue
		}
		removed, err := c.run(ctx, nil, "state", "rm", e.Address)
		if err != nil || removed.exit != 0 {
			return progress, err
		}
		progress = true
	}
	return progress, nil
}

// importOrphans imports what the errors name, if it is what a killed run left.
func (c *scenario) importOrphans(ctx context.Context, got result) (progress bool, err error) {
	held, err := state(c.dir)
	if err != nil {
		return false, err
	}
	for _, e := range got.errors {
		named := block.FindStringSubmatch(e.Detail)
		if named == nil {
			continue
		}
		path := kinds[named[1]].path(named[2])
		collection, id := split(path)
		deposed := slices.ContainsFunc(slices.Collect(maps.Keys(held)), func(address string) bool {
			return held[address] == path && strings.HasPrefix(address, e.Address+" (")
		})
		if deposed {
			// The replacement under the same id was to be made first, and the run ended in between.
			if _, err := c.run(ctx, nil, "state", "rm", e.Address); err != nil {
				return false, err
			}
			c.imported[path] = e.Address
			progress = true
			continue
		}
		if held[e.Address] == path {
			// It is tainted, and its replacement is to be made first, under the same id.
			if _, err := c.run(ctx, nil, "untaint", e.Address); err != nil {
				return false, err
			}
			progress = true
			continue
		}
		if !c.killed[c.world.createdInRun(path)] {
			c.fail("%s is refused because of %s, which no killed run left\n%s", e.Address, path, strings.Join(c.world.history(path), "\n"))
			return false, nil
		}
		if held[e.Address] != "" || c.imported[path] != "" {
			// A replacement whose new id is taken: import cannot help before the old object is out of the way.
			c.logf("  %s is removed by hand: %s holds %s", path, e.Address, held[e.Address])
			c.world.Remove(collection, id)
			delete(c.imported, path)
			progress = true
			continue
		}
		c.imported[path] = e.Address
		c.sum.orphans++
		progress = true
	}
	return progress, nil
}

// deleteOrphans removes what killed runs left, for it may be in the way of a deletion.
func (c *scenario) deleteOrphans(ctx context.Context) (progress bool, err error) {
	found, err := c.world.objects(ctx)
	if err != nil {
		return false, err
	}
	held, err := state(c.dir)
	if err != nil {
		return false, err
	}
	known := slices.Collect(maps.Values(held))
	for path, o := range found {
		if c.killed[c.world.createdInRun(path)] && !slices.Contains(known, path) && !o.disabled {
			c.logf("  %s is in the way, and removed by hand", path)
			c.orphan(path, o)
			progress = true
		}
	}
	return progress, nil
}

// split is a path as the emulator has it: collection and id.
func split(path string) (collection, id string) {
	collection, id, _ = strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return collection, id
}

// compare holds the organization to the state: what one has, the other has.
func (c *scenario) compare(ctx context.Context, found map[string]object, held map[string]string) error {
	known, labels := map[string]bool{}, map[string]string{}
	for address, path := range held {
		known[path] = true
		if _, there := found[path]; !there {
			c.fail("%s is in the state, but %s is not in the organization\n%s", address, path, strings.Join(c.world.history(path), "\n"))
			c.sum.lost++
		}
	}
	for _, path := range slices.Sorted(maps.Keys(found)) {
		o := found[path]
		if raw, foreign := c.world.foreign[path]; foreign {
			if o.raw != raw {
				c.fail("%s is foreign, and changed\nfrom %s\nto   %s", path, raw, o.raw)
			}
			continue
		}
		switch {
		case known[path]:
			if other := labels[o.label()]; other != "" {
				c.fail("%s and %s are the same thing", other, path)
				c.sum.duplicated++
			}
			labels[o.label()] = path
		case o.disabled:
		case c.killed[c.world.createdInRun(path)]:
			c.orphan(path, o)
		default:
			c.fail("%s is in the organization, but not in the state\n%s", path, strings.Join(c.world.history(path), "\n"))
			c.sum.lost++
		}
	}
	for path := range c.world.foreign {
		if _, there := found[path]; !there {
			c.fail("%s is foreign, and gone", path)
		}
	}
	return ctx.Err()
}

// orphan is what a killed run left. A user finds it by its name, and deletes it.
func (c *scenario) orphan(path string, o object) {
	c.sum.orphans++
	if o.label() == "" {
		c.fail("%s cannot be found by its name: %s", path, o.raw)
	}
	collection, id := split(path)
	if collection != "custom-fields" {
		c.world.Remove(collection, id)
	}
}

// destroyAll destroys everything, and looks at what is left.
func (c *scenario) destroyAll(ctx context.Context) error {
	got, err := c.run(ctx, nil, "apply", "-destroy")
	if err != nil {
		return err
	}
	if got.exit != 0 {
		c.fail("a destroy without faults ended with %d: %v\n%s", got.exit, got.errors, got.rest)
		return nil
	}
	found, err := c.world.objects(ctx)
	if err != nil {
		return err
	}
	held, err := state(c.dir)
	if err != nil {
		return err
	}
	if len(held) != 0 {
		c.fail("the state still has %v", held)
	}
	return c.compare(ctx, found, held)
}
