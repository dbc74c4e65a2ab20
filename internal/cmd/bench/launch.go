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

// usage is the resource usage of one provider process. CPU is user and system time.
type usage struct {
	Provider time.Duration `json:"provider"`
	// Launcher is the CPU of the launcher itself.
	Launcher time.Duration `json:"launcher"`
	// Peak is the maximum resident memory in bytes.
	Peak int64 `json:"peak"`
}

// launch runs in place of a provider: it starts the real one with the same environment and files, and writes its usage to a
// file. The file is created first, so that it is empty if the provider was killed together with its launcher.
func launch(name string) (status int, err error) {
	// Executable returns the symbolic link that the CLI started.
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
	// An interrupt of the process group is handled by the provider.
	signal.Ignore(os.Interrupt)
	provider := exec.Command(filepath.Join(dir, "bin", name), os.Args[1:]...) //nolint:gosec,noctx // the provider ends by itself
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

// readUsage reads a file that launch wrote.
func readUsage(file string) (u usage, err error) {
	content, err := os.ReadFile(file) //nolint:gosec // a file of the launcher
	if err != nil {
		return u, err
	}
	if err := json.Unmarshal(content, &u); err != nil {
		return u, fmt.Errorf("a provider ended without a usage file: %w", err)
	}
	return u, nil
}
