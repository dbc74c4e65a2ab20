//go:build unix

package main

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

const (
	megabyte = 1_000_000
	mebibyte = 1 << 20
)

// report measures and prints the figures of each size as soon as they are known.
func (b *bench) report(ctx context.Context, sizes []int) error {
	version, err := exec.CommandContext(ctx, b.terraform, "version").Output() //nolint:gosec // the CLI is an argument
	if err != nil {
		return fmt.Errorf("%s version: %w", b.terraform, err)
	}
	name, _, _ := strings.Cut(string(version), "\n")
	fmt.Printf(`%s on %s/%s with %d CPUs; each request takes %v; the CLI runs %d operations concurrently.
N is the number of objects. Half of them are products and half are billing plans of one product; echo is a provider
with the same schemas that does nothing; baseline (terraform_data) and random (random_string) have the same number of objects;
restapi (Mastercard/restapi) has the same objects.
"Touched": others have changed every object. CPU is user and system time. For plans, the table shows the one of %d runs
with the least CPU. "Remote" is an apply whose state is in a remote backend.

| N | objects | step | requests | terraform CPU | provider CPU | wall | provider peak |
|--:|---------|------|----------|-----------:|-------------:|-----:|--------------:|
`, name, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), latency, parallelism, repeats)
	measured := map[int]map[string]*lifecycle{}
	for _, size := range sizes {
		if measured[size], err = b.lifecycles(ctx, size); err != nil {
			return fmt.Errorf("%d objects: %w", size, err)
		}
		for _, load := range b.loads {
			if err := b.reportLifecycle(ctx, load, size, measured[size][load.name]); err != nil {
				return err
			}
		}
	}
	large, err := b.largeOrganization(ctx, rebillyWorkload)
	if err != nil {
		return fmt.Errorf("%d of %d objects: %w", smallSize, largeSize, err)
	}
	row(smallSize, rebillyWorkload.name, fmt.Sprintf("plan, unchanged, among %d", largeSize), large)

	fmt.Printf("\n| target | at most | measured | |\n|--------|--------:|---------:|-|\n")
	if all, ok := measured[1000]; ok {
		b.targetsOf1000(all)
	}
	if all, ok := measured[3000]; ok {
		target("requests of a plan of 3,000 unchanged objects", 8, float64(total(all[rebillyWorkload.name].plans[0].requests)), "")
	}
	target(fmt.Sprintf("requests of a plan of %d objects among %d", smallSize, largeSize), 3, float64(total(large.requests)), "")
	schema, err := b.schema(ctx, rebillyWorkload)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(b.loads, func(load workload) bool { return load.name == comparisonWorkload.name }) {
		random, err := b.schema(ctx, comparisonWorkload)
		if err != nil {
			return err
		}
		target("CPU of the provider for starting and returning its schema, relative to random", 1.2, schema.Seconds()/random.Seconds(), "×")
	}
	target("CPU of the provider for starting and returning its schema", 40, milliseconds(schema), "ms")
	binary, err := os.Stat(filepath.Join(b.dir, "bin", "terraform-provider-rebilly"))
	if err != nil {
		return err
	}
	target("stripped binary", 25, float64(binary.Size())/megabyte, "MB")
	return nil
}

// reportLifecycle prints the measurements of a workload, and measures an apply of it with a remote state.
func (b *bench) reportLifecycle(ctx context.Context, load workload, size int, l *lifecycle) error {
	row(size, load.name, "apply", l.apply)
	if load.name == rebillyWorkload.name || load.name == echoWorkload.name {
		remote, ok, err := b.applyRemote(ctx, load, size)
		if err != nil {
			return fmt.Errorf("%d objects of %s with a remote state: %w", size, load.name, err)
		}
		if ok {
			l.remote = &remote
			row(size, load.name, "apply, remote", remote)
		}
	}
	row(size, load.name, "plan, unchanged", cheapest(l.plans))
	if len(l.touched) > 0 {
		row(size, load.name, "plan, touched", cheapest(l.touched))
	}
	row(size, load.name, "destroy", l.destroy)
	return nil
}

// targetsOf1000 prints the targets for 1,000 objects.
func (b *bench) targetsOf1000(all map[string]*lifecycle) {
	l, echo, base := all[rebillyWorkload.name], all[echoWorkload.name], all[baselineWorkload.name]
	plan, touched := cheapest(l.plans), cheapest(l.touched)
	target("requests of a plan of 1,000 unchanged objects", 6, float64(total(plan.requests)), "")
	target("CPU of that plan, relative to echo", 1.2, plan.cpu().Seconds()/cheapest(echo.plans).cpu().Seconds(), "×")
	for _, load := range b.loads {
		if load.name != baselineWorkload.name {
			fmt.Printf("| — the same for %s, relative to the baseline | | %.1f × | |\n",
				load.name, cheapest(all[load.name].plans).cpu().Seconds()/cheapest(base.plans).cpu().Seconds())
		}
	}
	if other := all[comparisonWorkload.name]; other != nil {
		random := cheapest(other.plans)
		target("wall time of that plan, relative to random", 1, plan.wall.Seconds()/random.wall.Seconds(), "×")
	}
	for i, plan := range l.plans {
		target(fmt.Sprintf("CPU of the provider in that plan, relative to echo, run %d", i+1), 1.2,
			plan.provider.Seconds()/echo.plans[i].provider.Seconds(), "×")
	}
	target("CPU of the provider in that plan after others have changed every object", 1.5, touched.provider.Seconds(), "s")
	target("memory of the provider in that plan", 45, float64(plan.peak)/mebibyte, "MiB")
	fmt.Printf("| — the same for echo | | %.1f MiB | |\n", float64(cheapest(echo.plans).peak)/mebibyte)
	target("memory after others have changed every object", 60, float64(touched.peak)/mebibyte, "MiB")
	target("memory of the provider for 1,000 creates", 70, float64(l.apply.peak)/mebibyte, "MiB")
	target("CPU of the provider for 1,000 creates", 11, l.apply.provider.Seconds(), "s")
	writes := total(l.apply.requests) - l.apply.requests[http.MethodGet]
	target("writes of 1,000 creates", 1000, float64(writes), "")
	waiting := float64(writes) * latency.Seconds() / parallelism
	target("wall time of 1,000 creates, relative to waiting for the writes and the wall time of echo", 1.2,
		l.apply.wall.Seconds()/(waiting+echo.apply.wall.Seconds()), "×")
	if l.remote != nil {
		target("the same with a remote state", 1.5, l.remote.wall.Seconds()/(waiting+echo.remote.wall.Seconds()), "×")
	}
}

// row prints the measurements of one step.
func row(size int, objects, step string, f figures) {
	var requests []string
	for _, method := range slices.Sorted(maps.Keys(f.requests)) {
		requests = append(requests, fmt.Sprintf("%d %s", f.requests[method], method))
	}
	fmt.Printf("| %d | %s | %s | %s | %.2f s | %.2f s | %.1f s | %.0f MiB |\n", size, objects, step,
		strings.Join(requests, ", "), f.terraform.Seconds(), f.provider.Seconds(), f.wall.Seconds(), float64(f.peak)/mebibyte)
}

// target prints a measurement and whether it is within its target.
func target(name string, most, measured float64, unit string) {
	verdict := "yes"
	if measured > most {
		verdict = "**no**"
	}
	number := func(n float64) string {
		return strings.TrimSpace(strings.TrimSuffix(fmt.Sprintf("%.1f", n), ".0") + " " + unit)
	}
	fmt.Printf("| %s | %s | %s | %s |\n", name, number(most), number(measured), verdict)
}

func total(requests map[string]int) (n int) {
	for _, times := range requests {
		n += times
	}
	return n
}

func milliseconds(d time.Duration) float64 { return d.Seconds() * 1000 }
