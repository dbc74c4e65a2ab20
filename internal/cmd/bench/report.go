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

// report measures, and prints each figure as soon as it is known.
func (b *bench) report(ctx context.Context, sizes []int) error {
	kinds := []kind{rebillyObjects, baselineObjects}
	if b.hasPeer {
		kinds = append(kinds, comparisonObjects)
	}
	version, err := exec.CommandContext(ctx, b.terraform, "version").Output() //nolint:gosec // the CLI is whoever runs this to choose
	if err != nil {
		return fmt.Errorf("%s version: %w", b.terraform, err)
	}
	name, _, _ := strings.Cut(string(version), "\n")
	fmt.Printf(`%s on %s/%s with %d CPUs; Rebilly answers after %v; the CLI does %d things at once.
N counts objects. Half are products, half plans, all of one of the products; floor (terraform_data) and random
(random_string) have as many, with the same references. CPU is user and system time. Of a plan it is the least of %d runs.

| N | objects | step | requests | terraform CPU | provider CPU | wall | provider peak |
|--:|---------|------|----------|-----------:|-------------:|-----:|--------------:|
`, name, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), latency, parallelism, repeats)
	lives := map[string]map[int]life{}
	for _, k := range kinds {
		lives[k.name] = map[int]life{}
	}
	for _, size := range sizes {
		for _, k := range kinds {
			l, err := b.live(ctx, k, size)
			if err != nil {
				return fmt.Errorf("%d of %s: %w", size, k.name, err)
			}
			lives[k.name][size] = l
			row(size, k.name, "apply", l.apply)
			row(size, k.name, "plan, unchanged", l.plan)
			row(size, k.name, "destroy", l.destroy)
		}
	}
	crowded, err := b.largeOrganization(ctx, rebillyObjects)
	if err != nil {
		return fmt.Errorf("%d of %d objects: %w", smallSize, largeSize, err)
	}
	row(smallSize, ours, fmt.Sprintf("plan, unchanged, among %d", largeSize), crowded)

	fmt.Printf("\n| aim | at most | measured | |\n|-----|--------:|---------:|-|\n")
	own, floor, random := lives[ours], lives[baselineObjects.name], lives[comparisonObjects.name]
	if l, ok := own[1000]; ok {
		plan, below := l.plan, floor[1000]
		aim("requests of a plan of 1,000 unchanged objects", 6, float64(total(plan.requests)), "")
		aim("CPU of that plan over the floor's", 4.5, plan.cpu().Seconds()/below.plan.cpu().Seconds(), "×")
		if b.hasPeer {
			fmt.Printf("| — the same of random | | %.1f × | |\n", random[1000].plan.cpu().Seconds()/below.plan.cpu().Seconds())
			aim("wall time of that plan over random's", 1, plan.wall.Seconds()/random[1000].plan.wall.Seconds(), "×")
		}
		aim("CPU of the provider for one unchanged object", 2, milliseconds(plan.provider)/1000, "ms")
		if larger, ok := own[3000]; ok {
			fmt.Printf("| requests of a plan of 3,000 over one of 1,000 | | %.1f × | |\n",
				float64(total(larger.plan.requests))/float64(total(plan.requests)))
		}
		writes := total(l.apply.requests) - l.apply.requests[http.MethodGet]
		aim("writes of 1,000 creates", 1000, float64(writes), "")
		allowed := 1.2 * (float64(writes)*latency.Seconds()/parallelism + below.apply.wall.Seconds())
		aim("wall time of 1,000 creates, for that many writes", allowed, l.apply.wall.Seconds(), "s")
	}
	aim(fmt.Sprintf("requests of a plan of %d objects among %d", smallSize, largeSize), 3, float64(total(crowded.requests)), "")
	schema, err := b.schema(ctx, rebillyObjects)
	if err != nil {
		return err
	}
	aim("CPU of the provider from its start to its end, for its schema", 40, milliseconds(schema), "ms")
	binary, err := os.Stat(filepath.Join(b.dir, "bin", "terraform-provider-rebilly"))
	if err != nil {
		return err
	}
	aim("stripped binary", 25, float64(binary.Size())/megabyte, "MB")
	return nil
}

func row(size int, objects, step string, f figures) {
	var requests []string
	for _, method := range slices.Sorted(maps.Keys(f.requests)) {
		requests = append(requests, fmt.Sprintf("%d %s", f.requests[method], method))
	}
	fmt.Printf("| %d | %s | %s | %s | %.2f s | %.2f s | %.1f s | %.0f MiB |\n", size, objects, step,
		strings.Join(requests, ", "), f.terraform.Seconds(), f.provider.Seconds(), f.wall.Seconds(), float64(f.peak)/mebibyte)
}

func aim(what string, most, measured float64, unit string) {
	verdict := "yes"
	if measured > most {
		verdict = "**no**"
	}
	number := func(n float64) string {
		return strings.TrimSpace(strings.TrimSuffix(fmt.Sprintf("%.1f", n), ".0") + " " + unit)
	}
	fmt.Printf("| %s | %s | %s | %s |\n", what, number(most), number(measured), verdict)
}

func total(requests map[string]int) (n int) {
	for _, times := range requests {
		n += times
	}
	return n
}

func milliseconds(d time.Duration) float64 { return d.Seconds() * 1000 }
