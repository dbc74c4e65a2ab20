//go:build unix

// Command bench measures what a run of Terraform costs with the provider: requests, CPU, time and memory, beside a floor
// and a peer. scripts/bench.sh builds what it needs into one folder and starts it there:
//
//	bench               this program
//	bin/                the provider and, if it could be built, hashicorp/random
//	launch/             what the CLI finds instead of them: this program again, which starts one and writes down its usage
//	usage/              one file for each provider that was started
//
// The folder is gone when the program ends.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

const (
	latency = 50 * time.Millisecond
	// parallelism is the CLI's default, which the aims reckon with.
	parallelism = 10
	// A plan is measured this often, and the run that took the least CPU counts: the others were disturbed.
	repeats = 3

	smallSize = 3
	largeSize = 50_000
)

func main() {
	if name := filepath.Base(os.Args[0]); strings.HasPrefix(name, "terraform-provider-") {
		status, err := launch(name)
		if err != nil {
			fail(err)
		}
		os.Exit(status)
	}
	if len(os.Args) < 3 {
		fail(errors.New("usage: bench FOLDER CLI [SIZES], which removes the folder; see scripts/bench.sh"))
	}
	dir := os.Args[1]
	// Held until the end: a second signal must not cut the clean-up short.
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := errors.Join(run(ctx, dir, os.Args[2], os.Args[3:]), os.RemoveAll(dir)) //nolint:gosec // the folder is the one to remove
	if ctx.Err() != nil {
		os.Exit(130)
	}
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "bench:", err)
	os.Exit(1)
}

func run(ctx context.Context, dir, terraform string, args []string) error {
	sizes := []int{100, 1000, 3000}
	if len(args) > 0 {
		sizes = nil
	}
	for _, arg := range args {
		n, err := strconv.Atoi(arg)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is not a number of objects", arg)
		}
		sizes = append(sizes, n)
	}
	b := &bench{dir: dir, terraform: terraform}
	if err := b.prepare(); err != nil {
		return err
	}
	return b.report(ctx, sizes)
}

type bench struct {
	dir, terraform string
	hasPeer        bool
}

// prepare makes the CLI start the launcher wherever it wants a provider.
func (b *bench) prepare() error {
	for _, name := range []string{"launch", "usage", "tmp"} {
		if err := os.Mkdir(filepath.Join(b.dir, name), 0o700); err != nil {
			return err
		}
	}
	providers, err := os.ReadDir(filepath.Join(b.dir, "bin"))
	if err != nil {
		return err
	}
	for _, provider := range providers {
		b.hasPeer = b.hasPeer || provider.Name() == "terraform-provider-random"
		if err := os.Symlink("../bench", filepath.Join(b.dir, "launch", provider.Name())); err != nil {
			return err
		}
	}
	launchers := filepath.Join(b.dir, "launch")
	return os.WriteFile(filepath.Join(b.dir, "cli.tfrc"), fmt.Appendf(nil,
		"provider_installation {\n  dev_overrides {\n    \"rebilly/rebilly\" = %q\n    \"hashicorp/random\" = %q\n  }\n  direct {}\n}\n",
		launchers, launchers), 0o600)
}

// figures are what one run of the CLI took.
type figures struct {
	// requests counts by method.
	requests            map[string]int
	terraform, provider time.Duration
	wall                time.Duration
	// peak is the largest of the providers, in bytes.
	peak int64
	// started is how many providers the CLI started.
	started int
}

func (f figures) cpu() time.Duration { return f.terraform + f.provider }

// workspace is a folder with one configuration, and a Rebilly of its own.
type workspace struct {
	bench *bench
	dir   string
	// title is for whoever waits.
	title   string
	rebilly *emulator.Emulator
	server  *httptest.Server
}

const organization, apiKey = "org_bench", "sk_bench"

func (b *bench) workspace(k kind, size int) (*workspace, error) {
	dir, err := os.MkdirTemp(b.dir, "workspace-")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(k.configuration(size)), 0o600); err != nil {
		return nil, err
	}
	rebilly := emulator.New(emulator.Options{Organization: organization, APIKey: apiKey, Latency: latency})
	title := fmt.Sprintf("%d %s", size, k.name)
	return &workspace{bench: b, dir: dir, title: title, rebilly: rebilly, server: httptest.NewServer(rebilly)}, nil
}

func (w *workspace) close() {
	w.server.CloseClientConnections()
	w.server.Close()
}

// run runs the CLI to its end, which has to be a good one.
func (w *workspace) run(ctx context.Context, args ...string) (figures, error) {
	var output bytes.Buffer
	command := exec.CommandContext(ctx, w.bench.terraform, args...) //nolint:gosec // the CLI is whoever runs this to choose
	command.Dir, command.Stdout, command.Stderr = w.dir, &output, &output
	command.Env = append(os.Environ(),
		"TF_CLI_CONFIG_FILE="+filepath.Join(w.bench.dir, "cli.tfrc"), "TF_IN_AUTOMATION=1", "TF_INPUT=0", "CHECKPOINT_DISABLE=1",
		"REBILLY_ORGANIZATION_ID="+organization, "REBILLY_API_KEY="+apiKey, "REBILLY_BASE_URL="+w.server.URL,
		// Sockets and settings go where they are removed.
		"HOME="+w.bench.dir, "TMPDIR="+filepath.Join(w.bench.dir, "tmp"),
	)
	// A group of its own, so that an end before its time takes the providers along.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	w.rebilly.Reset()

	fmt.Fprintf(os.Stderr, "%s: %s …", w.title, args[0])
	begin := time.Now()
	err := command.Run()
	f := figures{requests: map[string]int{}, wall: time.Since(begin)}
	for request, times := range w.rebilly.Requests() {
		method, _, _ := strings.Cut(request, " ")
		f.requests[method] += times
	}
	fmt.Fprintf(os.Stderr, " %.1f s\n", f.wall.Seconds())
	if err != nil {
		return f, fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, output.Bytes()[max(0, output.Len()-4000):])
	}
	err = w.bench.splitCPU(&f, command.ProcessState)
	return f, err
}

// splitCPU tells the CLI's CPU from that of the providers: the system counts both as the CLI's.
func (b *bench) splitCPU(f *figures, ended *os.ProcessState) error {
	f.terraform = ended.UserTime() + ended.SystemTime()
	files, err := filepath.Glob(filepath.Join(b.dir, "usage", "*"))
	if err != nil {
		return err
	}
	for _, file := range files {
		u, err := readUsage(file)
		if err != nil {
			return err
		}
		f.started++
		f.terraform -= u.Provider + u.Launcher
		f.provider += u.Provider
		f.peak = max(f.peak, u.Peak)
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return nil
}

// unchanged plans what was applied, several times. The CLI has to find nothing to do.
func (w *workspace) unchanged(ctx context.Context) (figures, error) {
	var runs []figures
	for range repeats {
		f, err := w.run(ctx, "plan", "-no-color", "-detailed-exitcode")
		if err != nil {
			return f, err
		}
		runs = append(runs, f)
	}
	return slices.MinFunc(runs, func(a, b figures) int { return int(a.cpu() - b.cpu()) }), nil
}

// life is what it takes to make objects, to find them unchanged, and to remove them.
type life struct{ apply, plan, destroy figures }

func (b *bench) live(ctx context.Context, k kind, size int) (l life, err error) {
	w, err := b.workspace(k, size)
	if err != nil {
		return l, err
	}
	defer w.close()
	if l.apply, err = w.run(ctx, "apply", "-no-color", "-auto-approve"); err != nil {
		return l, err
	}
	if n := w.rebilly.Count(); k.name == ours && n != size {
		return l, fmt.Errorf("%d objects of %d were made", n, size)
	}
	if l.plan, err = w.unchanged(ctx); err != nil {
		return l, err
	}
	if l.destroy, err = w.run(ctx, "destroy", "-no-color", "-auto-approve"); err != nil {
		return l, err
	}
	if n := w.rebilly.Count(); n != 0 {
		return l, fmt.Errorf("%d objects were left behind", n)
	}
	return l, nil
}

// largeOrganization plans a few objects of an organization that holds many.
func (b *bench) largeOrganization(ctx context.Context, k kind) (figures, error) {
	w, err := b.workspace(k, smallSize)
	if err != nil {
		return figures{}, err
	}
	defer w.close()
	if _, err := w.run(ctx, "apply", "-no-color", "-auto-approve"); err != nil {
		return figures{}, err
	}
	for i := w.rebilly.Count(); i < largeSize; i++ {
		collection, id, object := foreign(i)
		w.rebilly.Put(collection, id, object)
	}
	return w.unchanged(ctx)
}

// schema is what the provider takes from its start until it has told its schema and ended.
func (b *bench) schema(ctx context.Context, k kind) (time.Duration, error) {
	w, err := b.workspace(k, 1)
	if err != nil {
		return 0, err
	}
	defer w.close()
	var least time.Duration
	for range repeats {
		f, err := w.run(ctx, "providers", "schema", "-json")
		if err != nil {
			return 0, err
		}
		each := f.provider / time.Duration(f.started)
		if least == 0 || each < least {
			least = each
		}
	}
	return least, nil
}
