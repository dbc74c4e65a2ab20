package provider_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var quoted = regexp.MustCompile("`([^`]*)`")

// TestFaultsGuide_Messages checks that the provider has every message that the guide on faults quotes.
func TestFaultsGuide_Messages(t *testing.T) {
	guide, err := os.ReadFile("../../templates/guides/faults-and-recovery.md")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	err = filepath.WalkDir("..", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		content, err := os.ReadFile(file)
		source.Write(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for line := range strings.Lines(string(guide)) {
		columns := strings.Split(line, "|")
		if len(columns) < 4 {
			continue
		}
		for _, message := range quoted.FindAllStringSubmatch(columns[2], -1) {
			for part := range strings.SplitSeq(message[1], "…") {
				if len(strings.Fields(part)) < 2 {
					continue
				}
				checked++
				if !strings.Contains(source.String(), strings.TrimSpace(part)) {
					t.Errorf("got no message with %q, want one: %s", part, line)
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("got %d parts of messages, want at least 20", checked)
	}
}
