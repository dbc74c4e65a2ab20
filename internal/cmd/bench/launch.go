//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// usage is what one provider took, CPU as user and system time together.
type usage struct {
	Provider time.Duration `json:"provider"`
	// Launcher is what measuring added.
	Launcher time.Duration `json:"launcher"`
	// Peak is the largest the provider was in memory, in bytes.
	Peak int64 `json:"peak"`
}

// launch stands in for a provider: it starts the real one, with the same environment and files, and writes down what it
// took. The file is there from the beginning, so that a provider that was killed with its launcher is missed.
func launch(name string) (status int, err error) {
	// Not the link that the CLI follows, but what it leads to.
	program, err := os.Executable()
	if err == nil {
		program, err = filepath.EvalSymlinks(program)
	}
	if err != nil {
		return 0, err
	}
	dir := filepath.Dir(program)
	file, err := os.CreateTemp(filepath.Join(dir, "usage"), "")
	if err != nil {
		return 0, err
	}
	// The provider has to decide what an interrupt of the whole group means.
	signal.Ignore(os.Interrupt)
	provider := exec.Command(filepath.Join(dir, "bin", name), os.Args[1:]...) //nolint:gosec,noctx // whose end is the provider's own
	provider.Stdin, provider.Stdout, provider.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := provider.Run(); provider.ProcessState == nil {
		return 0, err
	}
	ended := provider.ProcessState
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return 0, err
	}
	u := usage{
		Provider: ended.UserTime() + ended.SystemTime(),
		Launcher: time.Duration(own.Utime.Nano() + own.Stime.Nano()),
	}
	if rusage, ok := ended.SysUsage().(*syscall.Rusage); ok {
		u.Peak = int64(rusage.Maxrss) //nolint:unconvert // an int32 on small systems
		if runtime.GOOS != "darwin" {
			u.Peak *= 1024
		}
	}
	return ended.ExitCode(), json.NewEncoder(file).Encode(u)
}

func readUsage(file string) (u usage, err error) {
	content, err := os.ReadFile(file) //nolint:gosec // a file of the launcher's
	if err != nil {
		return u, err
	}
	if err := json.Unmarshal(content, &u); err != nil {
		return u, fmt.Errorf("a provider ended without telling what it took: %w", err)
	}
	return u, nil
}
