//go:build unix

// Command chaos runs the built provider with a real CLI against the emulator while requests fail and processes are
// killed, and then looks whether organization and state still agree. Everything follows from the seed, but for the
// time that processes take.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("chaos", flag.ContinueOnError)
	terraform := flags.String("terraform", "terraform", "`path` of the Terraform or OpenTofu CLI")
	chosen := flags.String("seeds", "1-20", "`seeds` to run, such as 1-200 or 17")
	parallel := flags.Int("parallel", 2*runtime.NumCPU(), "`number` of seeds at a time")
	if err := flags.Parse(args); err != nil {
		return err
	}
	seeds, err := parseSeeds(*chosen)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "chaos-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	t, err := prepare(ctx, *terraform, dir)
	if err != nil {
		return err
	}
	return all(ctx, t, seeds, *parallel, out)
}

// parseSeeds reads a seed, or a range of seeds.
func parseSeeds(text string) ([]uint64, error) {
	from, to, isRange := strings.Cut(text, "-")
	if !isRange {
		to = from
	}
	first, err := strconv.ParseUint(from, 10, 32)
	last, err2 := strconv.ParseUint(to, 10, 32)
	if err != nil || err2 != nil || last < first {
		return nil, fmt.Errorf("seeds are a number or a range such as 1-200, not %q", text)
	}
	var seeds []uint64
	for seed := first; seed <= last; seed++ {
		seeds = append(seeds, seed)
	}
	return seeds, nil
}

// prepare builds the provider, and tells the CLI to use it.
func prepare(ctx context.Context, terraform, dir string) (tools, error) {
	path, err := exec.LookPath(terraform)
	if err != nil {
		return tools{}, err
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(dir, providerName), "github.com/rebilly/terraform-provider-rebilly") //nolint:gosec // a folder of this program's own
	if output, err := build.CombinedOutput(); err != nil {
		return tools{}, fmt.Errorf("go build: %w\n%s", err, output)
	}
	text := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n  }\n  direct {}\n}\n", source, dir)
	return tools{terraform: path, dir: dir}, os.WriteFile(filepath.Join(dir, "cli.tfrc"), []byte(text), 0o600)
}

// all runs the seeds, some at a time, and prints what they found.
func all(ctx context.Context, t tools, seeds []uint64, parallel int, out io.Writer) error {
	begin := time.Now()
	queue := make(chan uint64)
	go func() {
		defer close(queue)
		for _, seed := range seeds {
			select {
			case queue <- seed:
			case <-ctx.Done():
				return
			}
		}
	}()
	total, failed := newSum(), []string{}
	var broken error
	var mu sync.Mutex
	var workers sync.WaitGroup
	for range parallel {
		workers.Go(func() {
			for seed := range queue {
				c, err := runSeed(ctx, t, seed)
				mu.Lock()
				total.add(c.sum)
				switch {
				case ctx.Err() != nil:
				case err != nil:
					broken = errors.Join(broken, fmt.Errorf("seed %d: %w", seed, err))
				case len(c.findings) > 0:
					failed = append(failed, strconv.FormatUint(seed, 10))
					c.report(out)
				}
				mu.Unlock()
			}
		})
	}
	workers.Wait()
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	total.print(out, time.Since(begin))
	if len(failed) > 0 {
		broken = errors.Join(broken, fmt.Errorf("%d of %d seeds failed: %s", len(failed), len(seeds), strings.Join(failed, ", ")))
	}
	return broken
}

// report tells of a seed that failed.
func (c *scenario) report(out io.Writer) {
	fmt.Fprintf(out, "\nSeed %d failed. Again: make test-chaos SEEDS=%[1]d\n", c.seed)
	for _, finding := range c.findings {
		fmt.Fprintf(out, "- %s\n", strings.ReplaceAll(finding, "\n", "\n  "))
	}
	for _, line := range c.log {
		fmt.Fprintf(out, "    %s\n", line)
	}
}

// print writes the table that the documentation quotes.
func (s sum) print(out io.Writer, took time.Duration) {
	row := func(name string, n int) { fmt.Fprintf(out, "| %s | %d |\n", name, n) }
	rows := func(prefix string, counts map[string]int) {
		sum := 0
		for _, n := range counts {
			sum += n
		}
		row(prefix, sum)
		for _, kind := range slices.Sorted(maps.Keys(counts)) {
			row("— "+kind, counts[kind])
		}
	}
	fmt.Fprintf(out, "\n| Chaos, %s | |\n|---|---:|\n", took.Round(time.Second))
	row("Seeds", s.seeds)
	row("Runs of the CLI", s.runs)
	row("Requests", s.requests)
	rows("Faults", s.faults)
	rows("Interrupts", s.interrupts)
	row("Objects", s.objects)
	row("Left by a SIGKILL, and found", s.orphans)
	row("Lost", s.lost)
	row("Duplicated", s.duplicated)
}
