package acctest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const (
	module = "github.com/rebilly/terraform-provider-rebilly"
	source = "rebilly/rebilly"
)

// Build returns the path of the provider's binary. It is built once in this process.
func Build(t *testing.T) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// build writes the binary next to the test binary, into a directory that go test removes.
var build = sync.OnceValues(func() (string, error) {
	test, err := os.Executable()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(filepath.Dir(test), "provider-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "terraform-provider-rebilly")
	output, err := exec.CommandContext(context.Background(), "go", "build", "-o", path, module).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, output)
	}
	return path, nil
})

// Workspace is a directory with a configuration, in which a CLI runs the built provider.
type Workspace struct {
	Dir string
	// Env is added to the environment of the CLI. TF_ and REBILLY_ variables of the test process are not passed on.
	Env []string

	t         *testing.T
	terraform string
}

// NewWorkspace writes files to a new directory. With an API, it adds a provider.tf that uses it, unless files has one.
func NewWorkspace(t *testing.T, api *fakeapi.Server, files map[string]string) *Workspace {
	t.Helper()
	w := &Workspace{Dir: t.TempDir(), t: t, terraform: cliPath(t)}
	written := map[string]string{
		"versions.tf": fmt.Sprintf("terraform {\n  required_providers {\n    %s = { source = %q }\n  }\n}\n", Name, source),
		"cli.tfrc": fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n  }\n  direct {}\n}\n",
			source, filepath.Dir(Build(t))),
	}
	if api != nil {
		written["provider.tf"] = api.ProviderBlock()
	}
	for name, text := range files {
		written[name] = text
	}
	for name, text := range written {
		w.Write(name, text)
	}
	return w
}

// Write creates or replaces a file.
func (w *Workspace) Write(name, text string) {
	w.t.Helper()
	path := filepath.Join(w.Dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// Run runs the CLI until it exits.
func (w *Workspace) Run(args ...string) (stdout, stderr string, exit int) {
	w.t.Helper()
	return w.Start(args...).Wait()
}

// Start starts the CLI in the background. It is killed when the test ends.
func (w *Workspace) Start(args ...string) *Process {
	w.t.Helper()
	return w.start(exec.CommandContext(w.t.Context(), w.terraform, args...))
}

// Shell runs shell commands until one fails. In them, terraform is the CLI.
func (w *Workspace) Shell(commands string) (stdout, stderr string, exit int) {
	w.t.Helper()
	bin := w.t.TempDir()
	if err := os.Symlink(w.terraform, filepath.Join(bin, "terraform")); err != nil {
		w.t.Fatal(err)
	}
	command := exec.CommandContext(w.t.Context(), "bash", "-euc", "PATH="+bin+":$PATH\n"+commands)
	return w.start(command).Wait()
}

func (w *Workspace) start(command *exec.Cmd) *Process {
	w.t.Helper()
	p := &Process{t: w.t, command: command}
	p.command.Dir, p.command.Stdout, p.command.Stderr = w.Dir, &p.stdout, &p.stderr
	own := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "TF_") || strings.HasPrefix(variable, "REBILLY_")
	})
	p.command.Env = append(append(own,
		"TF_CLI_CONFIG_FILE="+filepath.Join(w.Dir, "cli.tfrc"),
		"TF_IN_AUTOMATION=1", "TF_INPUT=0", "CHECKPOINT_DISABLE=1",
	), w.Env...)
	if err := p.command.Start(); err != nil {
		w.t.Fatal(err)
	}
	return p
}

// Process is a running CLI.
type Process struct {
	t              *testing.T
	command        *exec.Cmd
	stdout, stderr buffer
}

// Stdout returns what the CLI has printed so far.
func (p *Process) Stdout() string { return p.stdout.String() }

// Signal sends a signal to the CLI only, as a supervisor does. Ctrl-C sends os.Interrupt.
func (p *Process) Signal(signal os.Signal) {
	p.t.Helper()
	if err := p.command.Process.Signal(signal); err != nil {
		p.t.Fatal(err)
	}
}

// Wait waits until the CLI exits.
func (p *Process) Wait() (stdout, stderr string, exit int) {
	p.t.Helper()
	var status *exec.ExitError
	if err := p.command.Wait(); err != nil && !errors.As(err, &status) {
		p.t.Fatal(err)
	}
	return p.stdout.String(), p.stderr.String(), p.command.ProcessState.ExitCode()
}

// buffer is a buffer that can be read while the CLI writes to it.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(text []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(text)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return color.ReplaceAllString(b.text.String(), "")
}

var color = regexp.MustCompile(`\x1b\[[0-9;]*m`)
