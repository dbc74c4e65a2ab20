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

// assertRemoved checks that a directory does not exist.
func assertRemoved(t *testing.T, dir string) {
	t.Helper()
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("got %s, error %v, want it removed", dir, err)
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
	build(t, "./echo", filepath.Join(dir, "bin", "terraform-provider-echo"))
	output, err := exec.CommandContext(t.Context(), filepath.Join(dir, "bench"), dir, terraform, "5").Output()
	if err != nil {
		t.Fatal(err)
	}
	report := string(output)
	for _, part := range []string{
		"| 5 | rebilly | apply | 2 GET, 5 PUT | ", "| 5 | rebilly | plan, unchanged | ", "| 5 | rebilly | plan, touched | ",
		"| 5 | echo | apply |  | ", "| 5 | rebilly | destroy | 5 DELETE",
		"| 5 | baseline | plan, unchanged |  | ", "among 50000 | ", "| stripped binary | 25 MB | ",
	} {
		if !strings.Contains(report, part) {
			t.Errorf("got no %q in the report, want it:\n%s", part, report)
		}
	}
	for line := range strings.Lines(report) {
		if cells := strings.Split(line, " | "); strings.HasPrefix(line, "| 5 | rebilly") && (cells[4] == "0.00 s" || cells[5] == "0.00 s") {
			t.Errorf("got %s, want CPU of Terraform and of the provider", line)
		}
	}
	assertRemoved(t, dir)
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
	// The pipe is closed when the last descendant process has ended.
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
			t.Fatal("got no start of the CLI within a minute, want one")
		}
	}
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); command.ProcessState.ExitCode() != 130 {
		t.Errorf("got %v, want exit code 130", err)
	}
	assertRemoved(t, dir)
	if err := alive.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := alive.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("got error %v, want EOF after the last process ended", err)
	}
}

func TestBench_KilledProvider(t *testing.T) {
	file := filepath.Join(t.TempDir(), "usage")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if u, err := readUsage(file); err == nil {
		t.Errorf("got %+v, want an error for an empty file", u)
	}
}
