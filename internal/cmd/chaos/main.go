//go:build unix

// Command chaos runs the built provider with a real CLI against the emulator while requests fail and processes are
// killed, and then checks that the organization and the state still match. A seed determines everything except the
// duration of processes.
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
	seedRange := flags.String("seeds", "1-20", "`seeds` to run, such as 1-200 or 17")
	parallel := flags.Int("parallel", 2*runtime.NumCPU(), "`number` of concurrent seeds")
	if err := flags.Parse(args); err != nil {
		return err
	}
	seeds, err := parseSeeds(*seedRange)
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
	return runSeeds(ctx, t, seeds, *parallel, out)
}

// parseSeeds returns a seed or a range of seeds.
func parseSeeds(text string) ([]uint64, error) {
	from, to, isRange := strings.Cut(text, "-")
	if !isRange {
		to = from
	}
	first, err := strconv.ParseUint(from, 10, 32)
	last, err2 := strconv.ParseUint(to, 10, 32)
	if err != nil || err2 != nil || last < first {
		return nil, fmt.Errorf("seeds must be a number or a range such as 1-200, not %q", text)
	}
	var seeds []uint64
	for seed := first; seed <= last; seed++ {
		seeds = append(seeds, seed)
	}
	return seeds, nil
}

// prepare builds the provider and configures the CLI to use it.
func prepare(ctx context.Context, terraform, dir string) (tools, error) {
	path, err := exec.LookPath(terraform)
	if err != nil {
		return tools{}, err
	}
	binary := filepath.Join(dir, providerName)
	const module = "github.com/rebilly/terraform-provider-rebilly"
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, module) //nolint:gosec // a directory of this program
	if output, err := build.CombinedOutput(); err != nil {
		return tools{}, fmt.Errorf("go build: %w\n%s", err, output)
	}
	text := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n  }\n  direct {}\n}\n", source, dir)
	return tools{terraform: path, dir: dir}, os.WriteFile(filepath.Join(dir, "cli.tfrc"), []byte(text), 0o600)
}

// runSeeds runs the seeds concurrently and prints their findings.
func runSeeds(ctx context.Context, t tools, seeds []uint64, parallel int, out io.Writer) error {
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
	var failure error
	var mu sync.Mutex
	var workers sync.WaitGroup
	for range parallel {
		workers.Go(func() {
			for seed := range queue {
				s, err := runSeed(ctx, t, seed)
				mu.Lock()
				total.add(s.sum)
				switch {
				case ctx.Err() != nil:
				case err != nil:
					failure = errors.Join(failure, fmt.Errorf("seed %d: %w", seed, err))
				case len(s.findings) > 0:
					failed = append(failed, strconv.FormatUint(seed, 10))
					s.report(out)
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
		failure = errors.Join(failure, fmt.Errorf("%d of %d seeds failed: %s", len(failed), len(seeds), strings.Join(failed, ", ")))
	}
	return failure
}

// report prints the findings and the log of a failed seed.
func (s *scenario) report(out io.Writer) {
	fmt.Fprintf(out, "\nSeed %d failed. Reproduce it with: make test-chaos SEEDS=%[1]d\n", s.seed)
	for _, finding := range s.findings {
		fmt.Fprintf(out, "- %s\n", strings.ReplaceAll(finding, "\n", "\n  "))
	}
	for _, line := range s.log {
		fmt.Fprintf(out, "    %s\n", line)
	}
}

// print prints the table that the documentation contains.
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
	row("Orphans of a SIGKILL, found", s.orphans)
	row("Lost", s.lost)
	row("Duplicated", s.duplicated)
	row("Silently for sale", s.forSale)
	row("Changes of others lost", s.foreignLost)
	row("Unknown fields lost", s.unknownLost)
}
