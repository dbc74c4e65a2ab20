// Package fuzz is how the mappings of all services are fuzzed.
package fuzz

import (
	"bytes"
	"encoding/json"
	"testing"
)

// Mapping maps any answer that can be decoded to Terraform's model: that never panics, and what the model says, sent
// and read again, says the same.
func Mapping[M, A any](f *testing.F, toAPI func(M) A, fromAPI func(A, *M) M, seeds ...string) {
	f.Helper()
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		var answer A
		if json.Unmarshal(content, &answer) != nil {
			return
		}
		m := fromAPI(answer, nil)
		again := fromAPI(toAPI(m), &m)
		before, errBefore := json.Marshal(toAPI(m))
		after, errAfter := json.Marshal(toAPI(again))
		if errBefore != nil || errAfter != nil || !bytes.Equal(before, after) {
			t.Errorf("%s (%v)\n%s (%v)", before, errBefore, after, errAfter)
		}
	})
}
