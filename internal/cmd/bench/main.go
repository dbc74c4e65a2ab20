//go:build unix

// Command bench measures the requests, CPU, time and memory of Terraform runs with the provider, next to a baseline and
// other providers. scripts/bench.sh builds what it needs into one directory and starts it there:
//
//	bench               this program
//	bin/                the provider and the others that could be built
//	launch/             links to this program, which the CLI starts instead of the providers to measure them
//	usage/              one file for each started provider
//
// The program removes the directory when it ends.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
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
	// parallelism is the CLI's default, which the targets assume.
	parallelism = 10
	// repeats is the number of measurements of a plan.
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
		fail(errors.New("usage: bench DIRECTORY CLI [SIZES], which removes the directory; see scripts/bench.sh"))
	}
	dir := os.Args[1]
	// Never stopped: a second signal must not interrupt the clean-up.
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := errors.Join(run(ctx, dir, os.Args[2], os.Args[3:]), os.RemoveAll(dir)) //nolint:gosec // the directory of this run
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
			return fmt.Errorf("%q is not a positive number of objects", arg)
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
	// loads are the workloads to measure.
	loads []workload
}

// prepare configures the CLI to start the launcher instead of each provider.
func (b *bench) prepare() error {
	for _, name := range []string{"launch", "usage", "tmp"} {
		if err := os.Mkdir(filepath.Join(b.dir, name), 0o700); err != nil {
			return err
		}
	}
	launchers := filepath.Join(b.dir, "launch")
	var overrides strings.Builder
	for _, load := range workloads {
		if name := load.binary(); name != "" {
			if _, err := os.Stat(filepath.Join(b.dir, "bin", name)); load.isOptional && errors.Is(err, os.ErrNotExist) {
				continue
			}
			if err := os.Symlink("../bench", filepath.Join(launchers, name)); err != nil {
				return err
			}
			fmt.Fprintf(&overrides, "    %q = %q\n", load.source, launchers)
		}
		b.loads = append(b.loads, load)
	}
	return os.WriteFile(filepath.Join(b.dir, "cli.tfrc"),
		fmt.Appendf(nil, "provider_installation {\n  dev_overrides {\n%s  }\n  direct {}\n}\n", &overrides), 0o600)
}

// figures are the measurements of one run of the CLI.
type figures struct {
	// requests counts the requests by method.
	requests            map[string]int
	terraform, provider time.Duration
	wall                time.Duration
	// peak is the largest memory of a provider, in bytes.
	peak int64
	// started is the number of providers that the CLI started.
	started int
}

// cpu returns the CPU of the CLI and the providers.
func (f figures) cpu() time.Duration { return f.terraform + f.provider }

// workspace is a directory with one configuration, and an emulator for it.
type workspace struct {
	bench *bench
	dir   string
	// title is printed with the progress.
	title   string
	rebilly *emulator.Emulator
	server  *httptest.Server
}

const organization, apiKey = "org_bench", "sk_bench"

func (b *bench) workspace(load workload, size int) (*workspace, error) {
	dir, err := os.MkdirTemp(b.dir, "workspace-")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(load.configuration(size)), 0o600); err != nil {
		return nil, err
	}
	rebilly := emulator.New(emulator.Options{Organization: organization, APIKey: apiKey, Latency: latency})
	title := fmt.Sprintf("%d %s", size, load.name)
	return &workspace{bench: b, dir: dir, title: title, rebilly: rebilly, server: httptest.NewServer(rebilly)}, nil
}

func (w *workspace) close() {
	w.server.CloseClientConnections()
	w.server.Close()
}

// run runs the CLI, which must succeed, and measures it.
func (w *workspace) run(ctx context.Context, args ...string) (figures, error) {
	var output bytes.Buffer
	command := exec.CommandContext(ctx, w.bench.terraform, args...) //nolint:gosec // the CLI is an argument
	command.Dir, command.Stdout, command.Stderr = w.dir, &output, &output
	command.Env = append(os.Environ(),
		"TF_CLI_CONFIG_FILE="+filepath.Join(w.bench.dir, "cli.tfrc"), "TF_IN_AUTOMATION=1", "TF_INPUT=0", "CHECKPOINT_DISABLE=1",
		"TF_VAR_url="+w.server.URL+"/organizations/"+organization, "TF_VAR_key="+apiKey,
		"REBILLY_ORGANIZATION_ID="+organization, "REBILLY_API_KEY="+apiKey, "REBILLY_BASE_URL="+w.server.URL,
		// Sockets and settings are removed with the directory.
		"HOME="+w.bench.dir, "TMPDIR="+filepath.Join(w.bench.dir, "tmp"),
	)
	// A process group of its own, so that cancellation also ends the providers.
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

// splitCPU separates the CPU of the CLI from that of the providers, which the system includes in it.
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

// planUnchanged plans the applied configuration. The plan must have no changes.
func (w *workspace) planUnchanged(ctx context.Context) (figures, error) {
	return w.run(ctx, "plan", "-no-color", "-detailed-exitcode")
}

// planRepeatedly plans the applied configuration several times.
func (w *workspace) planRepeatedly(ctx context.Context) ([]figures, error) {
	var runs []figures
	for range repeats {
		f, err := w.planUnchanged(ctx)
		if err != nil {
			return nil, err
		}
		runs = append(runs, f)
	}
	return runs, nil
}

// touch changes a field that the provider does not support in every object of the state, as other clients may.
func (w *workspace) touch() error {
	content, err := os.ReadFile(filepath.Join(w.dir, "terraform.tfstate"))
	if err != nil {
		return err
	}
	var state struct {
		Resources []struct {
			Type      string `json:"type"`
			Instances []struct {
				Attributes struct {
					ID string `json:"id"`
				} `json:"attributes"`
			} `json:"instances"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(content, &state); err != nil {
		return err
	}
	for _, resource := range state.Resources {
		collection := strings.TrimPrefix(resource.Type, "rebilly_") + "s"
		for _, instance := range resource.Instances {
			object, ok := w.rebilly.Get(collection, instance.Attributes.ID)
			if !ok {
				return fmt.Errorf("%s %q of the state does not exist", resource.Type, instance.Attributes.ID)
			}
			object["touched"], object["updatedTime"] = true, time.Now().UTC().Format(time.RFC3339)
			w.rebilly.Put(collection, instance.Attributes.ID, object)
		}
	}
	return nil
}

// lifecycle contains the measurements of creating, planning and destroying objects. touched are plans after others have changed every
// object, in a way that plans no change.
type lifecycle struct {
	apply, destroy figures
	// remote is an apply whose state is in a remote backend, nil if it was not measured.
	remote         *figures
	plans, touched []figures
}

// cheapest returns the measurement with the least CPU, because others were disturbed.
func cheapest(runs []figures) figures {
	return slices.MinFunc(runs, func(a, b figures) int { return int(a.cpu() - b.cpu()) })
}

// lifecycles measures the creation, unchanged plans and the destruction of size objects of each workload, by name. The plans of the
// workloads alternate, so that a busy machine disturbs all of them.
func (b *bench) lifecycles(ctx context.Context, size int) (map[string]*lifecycle, error) {
	all, spaces := map[string]*lifecycle{}, map[string]*workspace{}
	for _, load := range b.loads {
		w, err := b.workspace(load, size)
		if err != nil {
			return nil, err
		}
		defer w.close()
		spaces[load.name], all[load.name] = w, &lifecycle{}
		if all[load.name].apply, err = w.run(ctx, "apply", "-no-color", "-auto-approve"); err != nil {
			return nil, err
		}
	}
	ours := spaces[rebillyWorkload.name]
	if n := ours.rebilly.Count(); n != size {
		return nil, fmt.Errorf("created %d objects, want %d", n, size)
	}
	for range repeats {
		for _, load := range b.loads {
			plan, err := spaces[load.name].planUnchanged(ctx)
			if err != nil {
				return nil, err
			}
			all[load.name].plans = append(all[load.name].plans, plan)
		}
	}
	if err := ours.touch(); err != nil {
		return nil, err
	}
	var err error
	if all[rebillyWorkload.name].touched, err = ours.planRepeatedly(ctx); err != nil {
		return nil, err
	}
	for _, load := range b.loads {
		if all[load.name].destroy, err = spaces[load.name].run(ctx, "destroy", "-no-color", "-auto-approve"); err != nil {
			return nil, err
		}
	}
	if n := ours.rebilly.Count(); n != 0 {
		return nil, fmt.Errorf("%d objects left after the destroy, want 0", n)
	}
	return all, nil
}

// applyRemote measures the creation of size objects whose state is in a remote backend. The CLI saves such a state only from time to time.
// ok is false if the CLI cannot initialize a backend: older CLIs then search a registry for the providers.
func (b *bench) applyRemote(ctx context.Context, load workload, size int) (f figures, ok bool, err error) {
	var state []byte
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodPost:
			state, _ = io.ReadAll(r.Body)
		case http.MethodGet:
			if len(state) == 0 {
				w.WriteHeader(http.StatusNotFound)
			}
			_, _ = w.Write(state)
		}
	}))
	defer backend.Close()
	load.backend = backend.URL
	w, err := b.workspace(load, size)
	if err != nil {
		return f, false, err
	}
	defer w.close()
	if _, err := w.run(ctx, "init", "-no-color"); err != nil {
		fmt.Fprintf(os.Stderr, "bench: continuing without a remote backend: %v\n", err)
		return f, false, ctx.Err()
	}
	f, err = w.run(ctx, "apply", "-no-color", "-auto-approve")
	return f, true, err
}

// largeOrganization measures a plan of a few objects in an organization with many.
func (b *bench) largeOrganization(ctx context.Context, load workload) (figures, error) {
	w, err := b.workspace(load, smallSize)
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
	runs, err := w.planRepeatedly(ctx)
	if err != nil {
		return figures{}, err
	}
	return cheapest(runs), nil
}

// schema returns the CPU of the provider for starting, returning its schema and ending.
func (b *bench) schema(ctx context.Context, load workload) (time.Duration, error) {
	w, err := b.workspace(load, 1)
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
