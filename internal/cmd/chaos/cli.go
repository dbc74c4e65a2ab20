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
	// hang is how long no run takes: waits are capped, and so are attempts.
	hang = 2 * time.Minute
)

// tools are the CLI, and the provider that was built for it.
type tools struct {
	terraform string
	// dir has the provider and the CLI configuration that names it.
	dir string
}

// diagnostic is an error that the CLI showed.
type diagnostic struct{ Severity, Summary, Detail, Address string }

// result is how a run of the CLI ended.
type result struct {
	exit     int
	took     time.Duration
	hung     bool
	errors   []diagnostic
	rest     string
	warnings int
}

// interrupt sends a signal at a moment.
type interrupt struct {
	signal syscall.Signal
	// terraform or provider
	target string
	// The moment: a number of requests, or else a time since the start.
	request int
	after   time.Duration
	// sent tells that there was a process to signal.
	sent bool
}

func (i *interrupt) String() string {
	if i == nil {
		return "no interrupt"
	}
	moment := fmt.Sprintf("after %s", i.after)
	if i.request > 0 {
		moment = fmt.Sprintf("at request %d", i.request)
	}
	return fmt.Sprintf("%s of the %s %s (sent: %v)", signalNames[i.signal], i.target, moment, i.sent)
}

var signalNames = map[syscall.Signal]string{syscall.SIGINT: "SIGINT", syscall.SIGTERM: "SIGTERM", syscall.SIGKILL: "SIGKILL"}

// run runs the CLI in a directory. Its processes are a group of their own, of which nothing is left when it returns.
func (t tools) run(ctx context.Context, dir string, pull <-chan struct{}, i *interrupt, args ...string) (result, error) {
	log, err := os.Create(filepath.Join(dir, "cli.log")) //nolint:gosec // a folder of this program's own
	if err != nil {
		return result{}, err
	}
	defer func() { _ = log.Close() }()
	command := exec.Command(t.terraform, args...) //nolint:gosec,noctx // the group is ended, not the process alone
	command.Dir, command.Stdout, command.Stderr = dir, log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	own := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "TF_") || strings.HasPrefix(variable, "REBILLY_")
	})
	command.Env = append(own, "TF_CLI_CONFIG_FILE="+filepath.Join(t.dir, "cli.tfrc"), "TF_IN_AUTOMATION=1", "TF_INPUT=0",
		"CHECKPOINT_DISABLE=1", "HOME="+dir, "TMPDIR="+dir, "GOGC=400")
	begin := time.Now()
	if err := command.Start(); err != nil {
		return result{}, err
	}
	group := command.Process.Pid
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	// The provider outlives a killed CLI.
	defer func() { _ = syscall.Kill(-group, syscall.SIGKILL) }()

	var moment <-chan time.Time
	if i != nil && i.request == 0 {
		moment = time.After(i.after)
	}
	limit := time.After(hang)
	r := result{}
	for running := true; running; {
		select {
		case err = <-ended:
			running = false
		case <-pull:
			i.sent = t.signal(group, *i)
			pull = nil
		case <-moment:
			i.sent = t.signal(group, *i)
		case <-limit:
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
	r.read(text)
	return r, err
}

// read takes the diagnostics from the CLI's lines of JSON.
func (r *result) read(text []byte) {
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
			r.rest += lines.Text() + "\n"
		case line.Type == "diagnostic" && line.Diagnostic.Severity == "error":
			r.errors = append(r.errors, line.Diagnostic)
		case line.Type == "diagnostic":
			r.warnings++
		case line.Type == "planned_change" || line.Type == "resource_drift":
			r.rest += line.Message + "\n"
		}
	}
}

// signal tells whether there was a process to signal.
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

// providers are the processes of the provider that a CLI has started.
func (t tools) providers(terraform int) []int {
	listed, err := exec.Command("ps", "-A", "-o", "pid=,ppid=,args=").Output() //nolint:noctx // it ends by itself
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

// state is what the CLI holds: the paths of the objects, by address; what waits to be destroyed has a suffix.
func state(dir string) (map[string]string, error) {
	content, err := os.ReadFile(filepath.Join(dir, "terraform.tfstate")) //nolint:gosec // a folder of this program's own
	if os.IsNotExist(err) {
		return map[string]string{}, nil
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
	held := map[string]string{}
	for _, resource := range file.Resources {
		for _, instance := range resource.Instances {
			text := func(name string) string { s, _ := instance.Attributes[name].(string); return s }
			id := text("id")
			if resource.Type == "rebilly_custom_field" {
				id = text("resource") + "/" + text("name")
			}
			address := resource.Type + "." + resource.Name
			if instance.Deposed != "" {
				address += " (deposed " + instance.Deposed + ")"
			}
			held[address] = kinds[strings.TrimPrefix(resource.Type, "rebilly_")].path(id)
		}
	}
	return held, nil
}
