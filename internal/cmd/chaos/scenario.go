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

// scenario is the run of one seed.
type scenario struct {
	tools
	seed    uint64
	random  *rand.Rand
	fixture *fixture
	catalog *catalog
	dir     string

	// killed are the runs in which a SIGKILL was sent: only they may leave objects that are not in the state.
	killed map[int]bool
	// everHeld are the paths that the state has had.
	everHeld map[string]bool
	// imported maps the paths of found objects to the addresses that they are imported to.
	imported map[string]string
	// notFoundYet are the addresses that the last run reported as not found yet: the state keeps new objects that others have deleted
	// until the create timeout.
	notFoundYet []string
	// quietFrom is when the faults of earlier runs have no effect any more.
	quietFrom time.Time
	sum       sum
	log       []string
	findings  []string
}

// sum contains the counts of the printed table.
type sum struct {
	seeds, runs, requests, objects, orphans, lost, duplicated, forSale, foreignLost, unknownLost int

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
	s.forSale += other.forSale
	s.foreignLost += other.foreignLost
	s.unknownLost += other.unknownLost
	for kind, n := range other.faults {
		s.faults[kind] += n
	}
	for kind, n := range other.interrupts {
		s.interrupts[kind] += n
	}
}

func newSum() sum { return sum{faults: map[string]int{}, interrupts: map[string]int{}} }

// fail records a finding.
func (s *scenario) fail(format string, args ...any) {
	s.findings = append(s.findings, fmt.Sprintf(format, args...))
}

// logf records a line for the report of a failed seed.
func (s *scenario) logf(format string, args ...any) {
	s.log = append(s.log, fmt.Sprintf(format, args...))
}

// runSeed runs a seed to its end. An error is not a finding, but one of this program or of the machine.
func runSeed(ctx context.Context, t tools, seed uint64) (*scenario, error) {
	random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // it must be repeatable
	s := &scenario{
		tools: t, seed: seed, random: random, fixture: newFixture(random), dir: filepath.Join(t.dir, fmt.Sprint(seed)),
		killed: map[int]bool{}, everHeld: map[string]bool{}, imported: map[string]string{}, sum: newSum(),
	}
	defer s.fixture.server.Close()
	defer s.fixture.server.CloseClientConnections()
	defer func() { _ = os.RemoveAll(s.dir) }()
	if err := os.Mkdir(s.dir, 0o700); err != nil {
		return s, err
	}
	if err := s.fixture.populate(ctx); err != nil {
		return s, err
	}
	s.catalog = newCatalog(random, s.fixture.options.SecretKeys == emulator.SecretKeysFull, s.fixture.options.RejectProductDeleteWithPlans)
	err := s.runScenario(ctx)
	s.reportLostWrites()
	s.sum.seeds, s.sum.requests = 1, s.fixture.total
	return s, err
}

// runScenario applies a configuration and changes of it under faults, converges without faults, and destroys everything.
func (s *scenario) runScenario(ctx context.Context) error {
	if err := s.applyWithFaults(ctx, "apply"); err != nil {
		return err
	}
	for range 1 + s.random.IntN(2) {
		s.catalog.edit()
		if err := s.applyWithFaults(ctx, "apply"); err != nil {
			return err
		}
	}
	if s.catalog.withProbability(30) {
		if err := s.applyWithFaults(ctx, "apply", "-destroy"); err != nil {
			return err
		}
	}
	if err := s.converge(ctx); err != nil || len(s.findings) > 0 {
		return err
	}
	if s.catalog.withProbability(60) {
		if err := s.applyWithFaults(ctx, "apply", "-destroy"); err != nil {
			return err
		}
	}
	return s.destroyAll(ctx)
}

// write writes the configuration of the catalog.
func (s *scenario) write() error {
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
`, source, organization, apiKey, s.fixture.server.URL, s.seed%4) + s.catalog.hcl()
	for _, path := range slices.Sorted(maps.Keys(s.imported)) {
		_, id := split(path)
		text += fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", s.imported[path], id)
	}
	return os.WriteFile(filepath.Join(s.dir, "main.tf"), []byte(text), 0o600)
}

// faultKinds are the fault kinds of the emulator.
var faultKinds = []string{
	"429-soon", "429-none", "429-past", "429-year", "clock-skew", "500", "502", "503",
	"500-after-write", "502-after-write", "503-after-write", "reset-before", "reset-during", "reset-after-write",
	"response-lost-after-write", "half-body-after-write", "wrong-type-after-write", "slow-headers-after-write", "slow-body-after-write",
	"html", "html-type-after-write", "redirect", "missing-after-create", "in-use", "gateway-404", "blocked-response",
	"lagging-read", "lagging-object", "late-write", "normalizing-store", "ignored-end", "unknown-fields", "write-between",
}

// aftereffects are the faults whose effect lasts for some time after a run, and is noticed in the next one.
var aftereffects = []string{"lagging-read", "lagging-object", "late-write"}

// aftereffectTime is how long they last.
const aftereffectTime = 3 * time.Second

// rareKinds only apply to some kinds of requests.
var rareKinds = []string{"in-use", "missing-after-create", "ignored-end", "unknown-fields"}

// applyWithFaults runs the CLI with random faults and, in half of the runs, an interrupt.
func (s *scenario) applyWithFaults(ctx context.Context, args ...string) error {
	rules, hasAftereffect := s.randomRules()
	i := s.randomInterrupt()
	if err := s.fixture.injectFaults(ctx, s.random.Uint64(), rules); err != nil {
		return err
	}
	got, err := s.run(ctx, i, args...)
	if err != nil {
		return err
	}
	interrupted := i != nil && i.sent
	switch {
	case interrupted:
	case got.exit != 0:
		s.assertErrorsActionable(got)
	default:
		if err := s.comparePrices(got); err != nil {
			return err
		}
	}
	if hasAftereffect {
		s.quietFrom = time.Now().Add(aftereffectTime)
	}
	if err := s.fixture.clearFaults(ctx, s.sum.faults); err != nil {
		return err
	}
	return s.removeForeign(ctx)
}

// randomRules returns rules for some of the fault kinds, and reports whether one of them has an aftereffect.
func (s *scenario) randomRules() (rules []map[string]any, hasAftereffect bool) {
	total := 0.02 + 0.4*s.random.Float64()
	chosen := s.random.Perm(len(faultKinds))[:3+s.random.IntN(8)]
	for _, index := range chosen {
		kind := faultKinds[index]
		rules = append(rules, s.randomRule(kind, total/float64(len(chosen))))
		hasAftereffect = hasAftereffect || slices.Contains(aftereffects, kind)
	}
	return rules, hasAftereffect
}

// randomRule returns a rule for a fault kind with a rate, or with a higher one if the kind rarely applies or shows.
func (s *scenario) randomRule(kind string, rate float64) map[string]any {
	delay := "300ms"
	rule := map[string]any{"kind": kind}
	if slices.Contains(rareKinds, kind) {
		rate = 0.3
	}
	if strings.HasPrefix(kind, "slow") && s.catalog.withProbability(50) {
		delay = "1500ms"
	}
	if strings.HasPrefix(kind, "lagging") {
		// They only show if an object is read again.
		rate = 0.2
	}
	if slices.Contains(aftereffects, kind) {
		delay = aftereffectTime.String()
	}
	if kind == "late-write" {
		// After a POST, only a person can find out whether the object is created later.
		rule["methods"] = []string{"PUT", "PATCH"}
	}
	rule["rate"], rule["delay"] = rate, delay
	return rule
}

// randomInterrupt returns an interrupt, or nil in half of the runs.
func (s *scenario) randomInterrupt() *interrupt {
	if !s.catalog.withProbability(50) {
		return nil
	}
	i := &interrupt{
		signal: []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGKILL}[s.random.IntN(3)],
		target: s.catalog.pick("terraform", "provider"),
	}
	if s.catalog.withProbability(70) {
		i.request = 1 + s.random.IntN(3*len(s.catalog.entries))
	} else {
		i.after = time.Duration(s.random.IntN(2500)) * time.Millisecond
	}
	return i
}

// removeForeign deletes what a different client has created during a run, and Terraform has not taken over.
func (s *scenario) removeForeign(ctx context.Context) error {
	found, held, err := s.snapshot(ctx)
	known := slices.Collect(maps.Values(held))
	for _, path := range slices.Sorted(maps.Keys(found)) {
		if found[path].isForeign() && !slices.Contains(known, path) {
			s.logf("  %s is of a different client", path)
			s.fixture.Remove(split(path))
		}
	}
	return err
}

// run runs the CLI once.
func (s *scenario) run(ctx context.Context, i *interrupt, args ...string) (result, error) {
	if err := s.write(); err != nil {
		return result{}, err
	}
	s.sum.runs++
	run := s.sum.runs
	fire := make(chan struct{})
	onRequest := map[int]func(){}
	if i != nil && i.request > 0 {
		onRequest[i.request] = sync.OnceFunc(func() { close(fire) })
	}
	s.fixture.begin(run, onRequest)
	options := map[string][]string{
		"apply": {"-json", "-input=false", "-auto-approve"}, "plan": {"-json", "-input=false", "-detailed-exitcode"},
	}[args[0]]
	got, err := s.tools.run(ctx, s.dir, fire, i, slices.Concat(args[:1], options, args[1:])...)
	if err != nil {
		return got, err
	}
	if i != nil && i.sent {
		s.sum.interrupts[signalNames[i.signal]+" to "+i.target]++
		s.killed[run] = i.signal == syscall.SIGKILL
	}
	s.notFoundYet = nil
	for _, w := range got.warnings {
		if strings.HasSuffix(w.Summary, "not found yet") {
			s.notFoundYet = append(s.notFoundYet, w.Address)
		}
	}
	s.logf("run %d: %s, %s: exit %d after %s", run, strings.Join(args, " "), i, got.exit, got.took.Round(time.Millisecond))
	for _, e := range got.errors {
		s.logf("  %s: %s: %s", e.Address, e.Summary, strings.ReplaceAll(e.Detail, "\n", " "))
	}
	if got.hung {
		s.fail("run %d hung for %s", run, hangTimeout)
	}
	if strings.Contains(got.output, "panic") {
		s.fail("run %d panicked:\n%s", run, got.output)
	}
	if err := s.restore(run); err != nil {
		return got, err
	}
	held, err := state(s.dir)
	for _, path := range held {
		s.everHeld[path] = true
	}
	return got, err
}

// reportLostWrites records what writes have lost that the provider does not know.
func (s *scenario) reportLostWrites() {
	for _, lost := range s.fixture.Lost() {
		s.fail("%s", lost)
		if strings.HasSuffix(lost, " lost foreignField") {
			s.sum.foreignLost++
		} else {
			s.sum.unknownLost++
		}
	}
}

// restore restores the backup of the state, as a user would, if a killed CLI left a truncated state.
func (s *scenario) restore(run int) error {
	if _, err := state(s.dir); err == nil {
		return nil
	}
	file := filepath.Join(s.dir, "terraform.tfstate")
	s.logf("  the CLI left a truncated state, which is replaced by its backup")
	for earlier := range run + 1 {
		s.killed[earlier] = true
	}
	if err := os.Rename(file+".backup", file); errors.Is(err, os.ErrNotExist) {
		return os.Remove(file)
	} else if err != nil {
		return err
	}
	return nil
}

var (
	requested = regexp.MustCompile(`Request: (GET|PUT|POST|PATCH|DELETE) /organizations/\S+ in organization`)
	answered  = regexp.MustCompile(`response status \d{3}`)
	noSecret  = regexp.MustCompile(`The response to the create did not include the value of key \S+`)
	recreated = regexp.MustCompile(`the update created it again`)
	notYet    = regexp.MustCompile(`^the new .* is not found yet`)
	notGone   = regexp.MustCompile(`Rebilly accepted the delete of .* but has not completed it`)
	expired   = regexp.MustCompile(`^The coupon "[^"]+" expired at `)
	different = regexp.MustCompile(`^According to Rebilly's response, it has different values`)
	block     = regexp.MustCompile(`import \{\n  to = rebilly_(\w+)\.this\n  id = "([^"]+)"\n\}`)
)

// assertErrorsActionable checks that every error of a run without an interrupt includes the failed request and the reason.
func (s *scenario) assertErrorsActionable(got result) {
	if len(got.errors) == 0 {
		s.fail("run %d exited with %d but printed no error:\n%s", s.sum.runs, got.exit, got.output)
	}
	for _, e := range got.errors {
		cause, _, _ := strings.Cut(e.Detail, "\n")
		hasReason := answered.MatchString(e.Detail) || cause != "" && !strings.HasPrefix(cause, "Request:")
		isComplete := block.MatchString(e.Detail) || noSecret.MatchString(e.Detail) || different.MatchString(e.Detail) ||
			recreated.MatchString(e.Detail) || notYet.MatchString(e.Detail) || notGone.MatchString(e.Detail)
		if !isComplete && (!requested.MatchString(e.Detail) || !hasReason) {
			s.fail("run %d: the error does not include the failed request and the reason: %s: %s", s.sum.runs, e.Summary, e.Detail)
		}
	}
}

// followAdvice does what the errors of an apply advise, as a user would, and reports whether there was anything to do.
func (s *scenario) followAdvice(ctx context.Context, got result) (progress bool, err error) {
	progress, err = s.importOrphans(ctx, got)
	if err == nil && !progress {
		progress, err = s.removeFromState(ctx, got)
	}
	if err == nil && !progress {
		progress, err = s.deleteOrphans(ctx)
	}
	if err == nil && !progress {
		progress, err = s.removeNotFound(ctx)
	}
	return progress, err
}

// removeNotFound removes new objects from the state that others have deleted, because what refers to them cannot be created before the
// create timeout.
func (s *scenario) removeNotFound(ctx context.Context) (progress bool, err error) {
	found, held, err := s.snapshot(ctx)
	if err != nil {
		return false, err
	}
	for _, address := range slices.Clone(s.notFoundYet) {
		if _, exists := found[held[address]]; exists {
			continue
		}
		if _, err := s.run(ctx, nil, "state", "rm", address); err != nil {
			return false, err
		}
		progress = true
	}
	return progress, nil
}

// converge applies without faults until the organization matches the configuration, and follows the advice in errors as a
// user would. A further plan must have no changes.
func (s *scenario) converge(ctx context.Context) error {
	if err := s.waitUntilQuiet(ctx); err != nil {
		return err
	}
	for rounds := 0; ; rounds++ {
		got, err := s.run(ctx, nil, "apply")
		if err != nil {
			return err
		}
		if got.exit == 0 {
			break
		}
		progress, err := s.followAdvice(ctx, got)
		if err != nil {
			return err
		}
		if !progress || rounds > 5 {
			s.fail("an apply without faults exited with %d: %v\n%s", got.exit, got.errors, got.output)
			return nil
		}
	}
	clear(s.imported)
	got, err := s.run(ctx, nil, "plan")
	if err != nil {
		return err
	}
	if got.exit != 0 {
		s.fail("a second plan has changes (%d): %v\n%s", got.exit, got.errors, got.output)
	}
	found, held, err := s.snapshot(ctx)
	if err != nil {
		return err
	}
	s.sum.objects += len(held)
	for _, e := range s.catalog.entries {
		if held[e.address()] == "" {
			s.fail("%s is not in the state", e.address())
		}
	}
	if len(held) != len(s.catalog.entries) {
		s.fail("got %d objects in the state, want %d as in the configuration: %v",
			len(held), len(s.catalog.entries), slices.Sorted(maps.Keys(held)))
	}
	return s.compare(ctx, found, held)
}

// waitUntilQuiet waits until the faults of earlier runs have no effect any more.
func (s *scenario) waitUntilQuiet(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Until(s.quietFrom)):
		return nil
	}
}

// removeFromState removes a coupon from the state that an interrupted destroy expired. Its code cannot be used again, so the
// error advises to create a different coupon.
func (s *scenario) removeFromState(ctx context.Context, got result) (progress bool, err error) {
	for _, e := range got.errors {
		if !expired.MatchString(e.Detail) {
			continue
		}
		removed, err := s.run(ctx, nil, "state", "rm", e.Address)
		if err != nil || removed.exit != 0 {
			return progress, err
		}
		progress = true
	}
	return progress, nil
}

// orphanOf returns the path of the object that prevents a create, "" if an error is about something else: the one in the import
// block of the error, or the one with the same value of a unique attribute.
func (s *scenario) orphanOf(ctx context.Context, address, detail string) (string, error) {
	if match := block.FindStringSubmatch(detail); match != nil {
		return kinds[match[1]].path(match[2]), nil
	}
	name, label, _ := strings.Cut(strings.TrimPrefix(address, "rebilly_"), ".")
	k := kinds[name]
	if k.Unique == "" || !strings.Contains(detail, "already in use") {
		return "", nil
	}
	objects, err := s.fixture.objects(ctx)
	for path, o := range objects {
		if strings.HasPrefix(path, k.path("")) && o.label() == label {
			return path, nil
		}
	}
	return "", err
}

// createdInKilledRun reports whether a run was killed between the request that created an object and its creation. Such a run may have
// no object in the state, or one without the private state that keeps it in the state until the object appears.
func (s *scenario) createdInKilledRun(path string) bool {
	sent, carriedOut := s.fixture.created(path)
	for run := sent; run <= carriedOut; run++ {
		if s.killed[run] {
			return true
		}
	}
	return false
}

// importOrphans imports the objects that errors include an import block for, if killed runs left them.
func (s *scenario) importOrphans(ctx context.Context, got result) (progress bool, err error) {
	held, err := state(s.dir)
	if err != nil {
		return false, err
	}
	for _, e := range got.errors {
		path, err := s.orphanOf(ctx, e.Address, e.Detail)
		if err != nil {
			return false, err
		}
		if path == "" {
			continue
		}
		collection, id := split(path)
		deposed := slices.ContainsFunc(slices.Collect(maps.Keys(held)), func(address string) bool {
			return held[address] == path && strings.HasPrefix(address, e.Address+" (")
		})
		if deposed {
			// The run ended after it created the replacement, which has the same id, and before it destroyed the old object.
			if _, err := s.run(ctx, nil, "state", "rm", e.Address); err != nil {
				return false, err
			}
			s.imported[path] = e.Address
			progress = true
			continue
		}
		if held[e.Address] == path {
			// The object is tainted, and its replacement, which has the same id, is created first.
			if _, err := s.run(ctx, nil, "untaint", e.Address); err != nil {
				return false, err
			}
			progress = true
			continue
		}
		if !s.createdInKilledRun(path) {
			s.fail("%s failed because of %s, which was not left by a killed run\n%s", e.Address, path, strings.Join(s.fixture.history(path), "\n"))
			return false, nil
		}
		if held[e.Address] != "" || s.imported[path] != "" {
			// The id of the replacement exists already. It cannot be imported while the old object is in the state.
			s.logf("  %s is removed manually, because %s is %s in the state", path, e.Address, held[e.Address])
			s.fixture.Remove(collection, id)
			delete(s.imported, path)
			progress = true
			continue
		}
		s.imported[path] = e.Address
		s.sum.orphans++
		progress = true
	}
	return progress, nil
}

// deleteOrphans deletes objects that killed runs left, because they may prevent a deletion.
func (s *scenario) deleteOrphans(ctx context.Context) (progress bool, err error) {
	found, held, err := s.snapshot(ctx)
	if err != nil {
		return false, err
	}
	known := slices.Collect(maps.Values(held))
	for _, path := range slices.Sorted(maps.Keys(found)) {
		o := found[path]
		_, isForeign := s.fixture.foreign[path]
		if s.createdInKilledRun(path) && !slices.Contains(known, path) && !o.disabled && !isForeign {
			s.logf("  %s may prevent a deletion and is removed manually", path)
			s.orphan(path, o)
			progress = true
		}
	}
	return progress, nil
}

// split returns the collection and the id of a path.
func split(path string) (collection, id string) {
	collection, id, _ = strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return collection, id
}

// compare checks that the organization and the state contain the same objects, and that foreign objects are unchanged.
func (s *scenario) compare(ctx context.Context, found map[string]object, held map[string]string) error {
	known, labels := map[string]bool{}, map[string]string{}
	for _, address := range slices.Sorted(maps.Keys(held)) {
		path := held[address]
		known[path] = true
		if _, exists := found[path]; !exists && !slices.Contains(s.notFoundYet, address) {
			s.fail("%s is in the state, but %s is not in the organization\n%s", address, path, strings.Join(s.fixture.history(path), "\n"))
			s.sum.lost++
		}
	}
	for _, path := range slices.Sorted(maps.Keys(found)) {
		o := found[path]
		if raw, foreign := s.fixture.foreign[path]; foreign {
			if o.raw != raw {
				s.fail("%s is foreign and was changed\nfrom %s\nto   %s", path, raw, o.raw)
			}
			continue
		}
		switch {
		case known[path]:
			if other := labels[o.label()]; other != "" {
				s.fail("%s and %s are duplicates", other, path)
				s.sum.duplicated++
			}
			labels[o.label()] = path
		case o.disabled:
		case s.createdInKilledRun(path):
			s.orphan(path, o)
		case s.everHeld[path]:
			s.fail("%s is active in the organization, and no longer in the state\n%s", path, strings.Join(s.fixture.history(path), "\n"))
			s.sum.forSale++
		default:
			s.fail("%s is in the organization, but not in the state\n%s", path, strings.Join(s.fixture.history(path), "\n"))
			s.sum.lost++
		}
	}
	for _, path := range slices.Sorted(maps.Keys(s.fixture.foreign)) {
		if _, exists := found[path]; !exists {
			s.fail("%s is foreign and was deleted", path)
		}
	}
	return ctx.Err()
}

// snapshot returns the objects of the organization by path, and the paths in the state by address.
func (s *scenario) snapshot(ctx context.Context) (found map[string]object, held map[string]string, err error) {
	found, err = s.fixture.objects(ctx)
	if err != nil {
		return nil, nil, err
	}
	held, err = state(s.dir)
	return found, held, err
}

// orphan deletes an object that a killed run left, as a user would who finds it by its name.
func (s *scenario) orphan(path string, o object) {
	s.sum.orphans++
	if o.label() == "" {
		s.fail("%s cannot be found by its name: %s", path, o.raw)
	}
	collection, id := split(path)
	if collection != "custom-fields" {
		s.fixture.Remove(collection, id)
	}
}

// destroyAll destroys everything and checks what is left.
func (s *scenario) destroyAll(ctx context.Context) error {
	if err := s.waitUntilQuiet(ctx); err != nil {
		return err
	}
	got, err := s.run(ctx, nil, "apply", "-destroy")
	if err != nil {
		return err
	}
	if got.exit != 0 {
		s.fail("a destroy without faults exited with %d: %v\n%s", got.exit, got.errors, got.output)
		return nil
	}
	found, held, err := s.snapshot(ctx)
	if err != nil {
		return err
	}
	if len(held) != 0 {
		s.fail("got %v in the state after the destroy, want nothing", held)
	}
	return s.compare(ctx, found, held)
}
