//go:build unix

package main

import (
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

func build(t *testing.T, path, target string) {
	t.Helper()
	if output, err := exec.CommandContext(t.Context(), "go", "build", "-o", target, path).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
}

func gone(t *testing.T, dir string) {
	t.Helper()
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", dir, err)
	}
}

func TestAccBench(t *testing.T) {
	acctest.RequireCLI(t)
	t.Parallel()
	terraform := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if terraform == "" {
		terraform = "terraform"
	}
	dir := t.TempDir()
	build(t, ".", filepath.Join(dir, "bench"))
	build(t, "../../..", filepath.Join(dir, "bin", "terraform-provider-rebilly"))
	output, err := exec.CommandContext(t.Context(), filepath.Join(dir, "bench"), dir, terraform, "5").Output()
	if err != nil {
		t.Fatal(err)
	}
	report := string(output)
	for _, part := range []string{
		"| 5 | rebilly | apply | 5 PUT | ", "| 5 | rebilly | plan, unchanged | ", "| 5 | rebilly | destroy | 5 DELETE",
		"| 5 | floor | plan, unchanged |  | ", "among 50000 | ", "| stripped binary | 25 MB | ",
	} {
		if !strings.Contains(report, part) {
			t.Errorf("no %q in\n%s", part, report)
		}
	}
	for line := range strings.Lines(report) {
		if cells := strings.Split(line, " | "); strings.HasPrefix(line, "| 5 | rebilly") && (cells[4] == "0.00 s" || cells[5] == "0.00 s") {
			t.Errorf("terraform or provider took nothing: %s", line)
		}
	}
	gone(t, dir)
}

// The CLI of this test has a child that would outlive it.
func TestBench_Cleanup(t *testing.T) {
	dir := t.TempDir()
	terraform := filepath.Join(dir, "terraform")
	const script = "#!/bin/sh\n[ $1 = version ] && exit\nsleep 60 >/dev/null 2>&1 &\n>$HOME/started\nwait\n"
	if err := errors.Join(os.WriteFile(terraform, []byte(script), 0o700), os.Mkdir(filepath.Join(dir, "bin"), 0o700)); err != nil {
		t.Fatal(err)
	}
	build(t, ".", filepath.Join(dir, "bench"))
	// Nothing can be read, and the end not be seen, as long as some process that descends from this one has the other end.
	alive, inherited, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = alive.Close() })
	command := exec.CommandContext(t.Context(), filepath.Join(dir, "bench"), dir, terraform)
	command.ExtraFiles = []*os.File{inherited}
	if err := errors.Join(command.Start(), inherited.Close()); err != nil {
		t.Fatal(err)
	}
	for begin := time.Now(); ; <-time.After(10 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(dir, "started")); err == nil {
			break
		}
		if time.Since(begin) > time.Minute {
			t.Fatal("the CLI was not started")
		}
	}
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); command.ProcessState.ExitCode() != 130 {
		t.Errorf("ended with %v", err)
	}
	gone(t, dir)
	if err := alive.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := alive.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("something is still running: %v", err)
	}
}

func TestBench_KilledProvider(t *testing.T) {
	file := filepath.Join(t.TempDir(), "usage")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if u, err := readUsage(file); err == nil {
		t.Errorf("taken for %+v", u)
	}
}
