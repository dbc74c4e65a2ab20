// Command api-facts writes the facts of Rebilly's API definition (OpenAPI, JSON) into internal/apifacts: everything that
// a program can check, and no text that is written for people. The git diff afterwards shows what Rebilly changed.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: api-facts DEFINITION DIRECTORY")
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func run(definitionFile, directory string) error {
	content, err := os.ReadFile(definitionFile) //nolint:gosec // the path is the developer's own
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	var definition map[string]any
	if err := decoder.Decode(&definition); err != nil {
		return fmt.Errorf("%s: %w", definitionFile, err)
	}
	files, err := generate(definition)
	if err != nil {
		return fmt.Errorf("%s: %w", definitionFile, err)
	}
	// A family that Rebilly removed must not leave its file behind.
	previous, err := filepath.Glob(filepath.Join(directory, "facts", "*.json"))
	if err != nil {
		return err
	}
	for _, file := range previous {
		if err := os.Remove(file); err != nil { //nolint:gosec // the directory is the developer's own
			return err
		}
	}
	for name, content := range files {
		file := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // source code is for everyone to read
			return err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil { //nolint:gosec // source code is for everyone to read
			return err
		}
	}
	return nil
}
