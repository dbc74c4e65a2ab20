//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
)

// folder is what internal/tools/bench builds, without the peer.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for path, target := range map[string]string{".": "bench", "../../..": "bin/terraform-provider-rebilly"} {
		if output, err := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(dir, target), path).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
	}
	return dir
}

// start runs the program. Of alive nothing can be read as long as it or a process that descends from it holds the other end.
func start(t *testing.T, dir string) (command *exec.Cmd, stdout, stderr *bytes.Buffer, alive *os.File) {
	t.Helper()
	engine := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if engine == "" {
		engine = "terraform"
	}
	stdout, stderr = &bytes.Buffer{}, &bytes.Buffer{}
	command = exec.CommandContext(t.Context(), filepath.Join(dir, "bench"), dir, engine, "5")
	command.Stdout, command.Stderr = stdout, stderr
	alive, inherited, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = alive.Close() })
	command.ExtraFiles = []*os.File{inherited}
	if err := errors.Join(command.Start(), inherited.Close()); err != nil {
		t.Fatal(err)
	}
	return command, stdout, stderr, alive
}

func TestCLIBench(t *testing.T) {
	acctest.CLI(t)
	t.Parallel()
	dir := folder(t)
	command, stdout, stderr, _ := start(t, dir)
	if err := command.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	for _, part := range []string{
		"| 5 | rebilly | apply | 5 PUT | ", "| 5 | rebilly | plan, unchanged | ", "| 5 | rebilly | destroy | 5 DELETE", "| 5 | floor | plan, unchanged |  | ",
		"among 50000 | ", "| stripped binary | 25 MB | ",
	} {
		if !strings.Contains(stdout.String(), part) {
			t.Errorf("no %q in\n%s", part, stdout)
		}
	}
	for line := range strings.Lines(stdout.String()) {
		if cells := strings.Split(line, " | "); strings.HasPrefix(line, "| 5 | rebilly") && (cells[4] == "0.00 s" || cells[5] == "0.00 s") {
			t.Errorf("engine or provider took nothing: %s", line)
		}
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", dir, err)
	}
}

func TestCLIBenchLeavesNothingBehind(t *testing.T) {
	acctest.CLI(t)
	t.Parallel()
	dir := folder(t)
	command, _, stderr, alive := start(t, dir)
	// A provider is running as soon as its file is there.
	for started := time.Now(); ; <-time.After(10 * time.Millisecond) {
		if running, _ := filepath.Glob(filepath.Join(dir, "usage", "*")); len(running) > 0 {
			break
		}
		if time.Since(started) > time.Minute {
			t.Fatalf("no provider was started\n%s", stderr)
		}
	}
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err == nil || command.ProcessState.ExitCode() != 130 {
		t.Errorf("ended with %v", err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", dir, err)
	}
	if err := alive.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := alive.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("something is still running: %v", err)
	}
}

func TestAKilledProviderIsMissed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "usage")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if u, err := readUsage(file); err == nil {
		t.Errorf("taken for %+v", u)
	}
}
