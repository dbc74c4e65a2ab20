//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	source       = "rebilly/rebilly"
	providerName = "terraform-provider-rebilly"
	// hangTimeout is longer than any run: waits and attempts are limited.
	hangTimeout = 2 * time.Minute
)

// tools are the CLI and the built provider.
type tools struct {
	terraform string
	// dir contains the provider and the CLI configuration for it.
	dir string
}

// diagnostic is a diagnostic that the CLI printed.
type diagnostic struct{ Severity, Summary, Detail, Address string }

// result is the result of a run of the CLI.
type result struct {
	exit     int
	took     time.Duration
	hung     bool
	errors   []diagnostic
	output   string
	warnings []diagnostic
}

// interrupt is a signal that is sent during a run.
type interrupt struct {
	signal syscall.Signal
	// target is terraform or provider.
	target string
	// The signal is sent at this request of the run or, if request is 0, this long after the start.
	request int
	after   time.Duration
	// sent is true if there was a process to signal.
	sent bool
}

var _ fmt.Stringer = (*interrupt)(nil)

func (i *interrupt) String() string {
	if i == nil {
		return "no interrupt"
	}
	when := fmt.Sprintf("after %s", i.after)
	if i.request > 0 {
		when = fmt.Sprintf("at request %d", i.request)
	}
	return fmt.Sprintf("%s to %s %s (sent: %t)", signalNames[i.signal], i.target, when, i.sent)
}

var signalNames = map[syscall.Signal]string{syscall.SIGINT: "SIGINT", syscall.SIGTERM: "SIGTERM", syscall.SIGKILL: "SIGKILL"}

// run runs the CLI in a directory, in a process group of which no process is left when it returns. The interrupt is sent
// when fire is closed.
func (t tools) run(ctx context.Context, dir string, fire <-chan struct{}, i *interrupt, args ...string) (result, error) {
	log, err := os.Create(filepath.Join(dir, "cli.log")) //nolint:gosec // a directory of this program
	if err != nil {
		return result{}, err
	}
	defer func() { _ = log.Close() }()
	command := exec.Command(t.terraform, args...) //nolint:gosec,noctx // the whole process group is ended
	command.Dir, command.Stdout, command.Stderr = dir, log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "TF_") || strings.HasPrefix(variable, "REBILLY_")
	})
	command.Env = append(command.Env, "TF_CLI_CONFIG_FILE="+filepath.Join(t.dir, "cli.tfrc"), "TF_IN_AUTOMATION=1", "TF_INPUT=0",
		"CHECKPOINT_DISABLE=1", "HOME="+dir, "TMPDIR="+dir, "GOGC=400")
	begin := time.Now()
	if err := command.Start(); err != nil {
		return result{}, err
	}
	group := command.Process.Pid
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	// The provider may outlive a killed CLI.
	defer func() { _ = syscall.Kill(-group, syscall.SIGKILL) }()

	var timer <-chan time.Time
	if i != nil && i.request == 0 {
		timer = time.After(i.after)
	}
	timeout := time.After(hangTimeout)
	r := result{}
	for running := true; running; {
		select {
		case err = <-ended:
			running = false
		case <-fire:
			i.sent = t.signal(group, *i)
			fire = nil
		case <-timer:
			i.sent = t.signal(group, *i)
		case <-timeout:
			r.hung = true
			_ = syscall.Kill(-group, syscall.SIGKILL)
		case <-ctx.Done():
			_ = syscall.Kill(-group, syscall.SIGKILL)
			return result{}, errors.Join(ctx.Err(), <-ended)
		}
	}
	if status := (*exec.ExitError)(nil); err != nil && !errors.As(err, &status) {
		return result{}, err
	}
	r.exit, r.took = command.ProcessState.ExitCode(), time.Since(begin)
	text, err := os.ReadFile(log.Name())
	r.parse(text)
	return r, err
}

// parse reads the diagnostics from the JSON lines of the CLI.
func (r *result) parse(text []byte) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var line struct {
			Message    string `json:"@message"`
			Type       string
			Diagnostic diagnostic
		}
		switch err := json.Unmarshal(lines.Bytes(), &line); {
		case err != nil:
			r.output += lines.Text() + "\n"
		case line.Type == "diagnostic" && line.Diagnostic.Severity == "error":
			r.errors = append(r.errors, line.Diagnostic)
		case line.Type == "diagnostic":
			r.warnings = append(r.warnings, line.Diagnostic)
		case line.Type == "planned_change" || line.Type == "resource_drift":
			r.output += line.Message + "\n"
		}
	}
}

// signal sends the signal of an interrupt and reports whether there was a process to signal.
func (t tools) signal(terraform int, i interrupt) bool {
	if i.target == "terraform" {
		return syscall.Kill(terraform, i.signal) == nil
	}
	sent := false
	for _, provider := range t.providers(terraform) {
		sent = syscall.Kill(provider, i.signal) == nil || sent
	}
	return sent
}

// providers returns the process ids of the provider processes that a CLI started.
func (t tools) providers(terraform int) []int {
	listed, err := exec.Command("ps", "-A", "-o", "pid=,ppid=,args=").Output() //nolint:noctx // ps ends immediately
	if err != nil {
		return nil
	}
	var found []int
	for line := range strings.Lines(string(listed)) {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[1] != strconv.Itoa(terraform) || filepath.Base(fields[2]) != providerName {
			continue
		}
		if pid, err := strconv.Atoi(fields[0]); err == nil {
			found = append(found, pid)
		}
	}
	return found
}

// instance is an instance of a resource in a state.
type instance struct {
	// kind is the type of the resource without rebilly_.
	kind string
	// address has a suffix if the object is deposed.
	address    string
	isDeposed  bool
	attributes map[string]any
}

// instances returns the instances in the state.
func instances(dir string) ([]instance, error) {
	content, err := os.ReadFile(filepath.Join(dir, "terraform.tfstate")) //nolint:gosec // a directory of this program
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var file struct {
		Resources []struct {
			Type, Name string
			Instances  []struct {
				Deposed    string
				Attributes map[string]any
			}
		}
	}
	if err := json.Unmarshal(content, &file); err != nil {
		return nil, err
	}
	var all []instance
	for _, resource := range file.Resources {
		for _, held := range resource.Instances {
			address := resource.Type + "." + resource.Name
			if held.Deposed != "" {
				address += " (deposed " + held.Deposed + ")"
			}
			all = append(all, instance{
				kind: strings.TrimPrefix(resource.Type, "rebilly_"), address: address, isDeposed: held.Deposed != "", attributes: held.Attributes,
			})
		}
	}
	return all, nil
}

// state returns the paths of the objects in the state by address.
func state(dir string) (map[string]string, error) {
	all, err := instances(dir)
	if err != nil {
		return nil, err
	}
	held := map[string]string{}
	for _, i := range all {
		k := kinds[i.kind]
		id := make([]string, len(k.key))
		for n, name := range k.key {
			id[n] = fmt.Sprint(i.attributes[name])
		}
		held[i.address] = k.path(strings.Join(id, "/"))
	}
	return held, nil
}
