// Package apifacts has the facts of Rebilly's API definition (OpenAPI 3.1): operations, statuses, headers, parameters and
// schemas without any text that is written for people. It is for tests and tools; the provider has internal/apifacts/names.
//
// The files in facts are fragments of one OpenAPI document: a file for each tag, with its operations and the components
// that no other tag uses, and shared.json with the rest. Regenerate them with make generate-api-facts DEFINITION=path.
package apifacts

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"sync"
)

//go:embed facts/*.json
var files embed.FS

// Document returns the facts as one OpenAPI document, with numbers as json.Number. It is parsed once and must not be modified.
var Document = sync.OnceValues(func() (map[string]any, error) {
	names, err := fs.Glob(files, "facts/*.json")
	if err != nil {
		return nil, err
	}
	document := map[string]any{}
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		decoder := json.NewDecoder(bytes.NewReader(content))
		decoder.UseNumber()
		var fragment map[string]any
		if err := decoder.Decode(&fragment); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		merge(document, fragment)
	}
	return document, nil
})

// merge adds a fragment to a document. Objects that both have are merged; everything else that both have is equal.
func merge(document, fragment map[string]any) {
	for key, value := range fragment {
		known, isKnown := document[key].(map[string]any)
		added, isObject := value.(map[string]any)
		if isKnown && isObject {
			merge(known, added)
			continue
		}
		document[key] = value
	}
}
