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

// report measures and prints each figure as soon as it is known.
func (b *bench) report(ctx context.Context, sizes []int) error {
	loads := []workload{rebillyWorkload, echoWorkload, baselineWorkload}
	if b.hasComparison {
		loads = append(loads, comparisonWorkload)
	}
	version, err := exec.CommandContext(ctx, b.terraform, "version").Output() //nolint:gosec // the CLI is an argument
	if err != nil {
		return fmt.Errorf("%s version: %w", b.terraform, err)
	}
	name, _, _ := strings.Cut(string(version), "\n")
	fmt.Printf(`%s on %s/%s with %d CPUs; each request takes %v; the CLI runs %d operations concurrently.
N is the number of objects. Half of them are products and half are billing plans of one product; echo is a provider
with the same schemas that does nothing; baseline (terraform_data) and random (random_string) have the same number of objects.
"Touched": others have changed every object. CPU is user and system time. For plans, the table shows
the fastest of %d runs.

| N | objects | step | requests | terraform CPU | provider CPU | wall | provider peak |
|--:|---------|------|----------|-----------:|-------------:|-----:|--------------:|
`, name, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), latency, parallelism, repeats)
	lifecycles := map[string]map[int]lifecycle{}
	for _, load := range loads {
		lifecycles[load.name] = map[int]lifecycle{}
	}
	for _, size := range sizes {
		for _, load := range loads {
			l, err := b.lifecycle(ctx, load, size)
			if err != nil {
				return fmt.Errorf("%d objects of %s: %w", size, load.name, err)
			}
			lifecycles[load.name][size] = l
			row(size, load.name, "apply", l.apply)
			row(size, load.name, "plan, unchanged", l.plan)
			if load.name == rebillyWorkload.name {
				row(size, load.name, "plan, touched", l.touched)
			}
			row(size, load.name, "destroy", l.destroy)
		}
	}
	large, err := b.largeOrganization(ctx, rebillyWorkload)
	if err != nil {
		return fmt.Errorf("%d of %d objects: %w", smallSize, largeSize, err)
	}
	row(smallSize, rebillyWorkload.name, fmt.Sprintf("plan, unchanged, among %d", largeSize), large)

	fmt.Printf("\n| target | at most | measured | |\n|--------|--------:|---------:|-|\n")
	provider, echo := lifecycles[rebillyWorkload.name], lifecycles[echoWorkload.name]
	baseline, random := lifecycles[baselineWorkload.name], lifecycles[comparisonWorkload.name]
	if l, ok := provider[1000]; ok {
		plan, base := l.plan, baseline[1000]
		target("requests of a plan of 1,000 unchanged objects", 6, float64(total(plan.requests)), "")
		target("CPU of that plan, relative to the baseline", 4.5, plan.cpu().Seconds()/base.plan.cpu().Seconds(), "×")
		if b.hasComparison {
			fmt.Printf("| — the same for random | | %.1f × | |\n", random[1000].plan.cpu().Seconds()/base.plan.cpu().Seconds())
			target("wall time of that plan, relative to random", 1, plan.wall.Seconds()/random[1000].plan.wall.Seconds(), "×")
		}
		target("CPU of the provider in that plan, relative to echo", 1.2, plan.provider.Seconds()/echo[1000].plan.provider.Seconds(), "×")
		target("CPU of the provider in that plan after others have changed every object", 1.5, l.touched.provider.Seconds(), "s")
		target("memory of the provider in that plan", 45, float64(plan.peak)/mebibyte, "MiB")
		target("the same after others have changed every object", 60, float64(l.touched.peak)/mebibyte, "MiB")
		target("memory of the provider for 1,000 creates", 70, float64(l.apply.peak)/mebibyte, "MiB")
		target("CPU of the provider for 1,000 creates", 11, l.apply.provider.Seconds(), "s")
		if larger, ok := provider[3000]; ok {
			target("requests of a plan of 3,000 unchanged objects", 8, float64(total(larger.plan.requests)), "")
		}
		writes := total(l.apply.requests) - l.apply.requests[http.MethodGet]
		target("writes of 1,000 creates", 1000, float64(writes), "")
		allowed := 1.2 * (float64(writes)*latency.Seconds()/parallelism + base.apply.wall.Seconds())
		target("wall time of 1,000 creates", allowed, l.apply.wall.Seconds(), "s")
	}
	target(fmt.Sprintf("requests of a plan of %d objects among %d", smallSize, largeSize), 3, float64(total(large.requests)), "")
	schema, err := b.schema(ctx, rebillyWorkload)
	if err != nil {
		return err
	}
	target("CPU of the provider for starting and returning its schema", 40, milliseconds(schema), "ms")
	binary, err := os.Stat(filepath.Join(b.dir, "bin", "terraform-provider-rebilly"))
	if err != nil {
		return err
	}
	target("stripped binary", 25, float64(binary.Size())/megabyte, "MB")
	return nil
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
