// Package fuzz has the fuzz test for the mappings of all services.
package fuzz

import (
	"bytes"
	"encoding/json"
	"testing"
)

// Mapping checks that the mapping of any decodable response to the Terraform model does not panic, and that the model is the same after it
// was sent and read again.
func Mapping[M, A any](f *testing.F, toAPI func(M) A, fromAPI func(A, *M) M, seeds ...string) {
	f.Helper()
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		var response A
		if json.Unmarshal(content, &response) != nil {
			return
		}
		m := fromAPI(response, nil)
		again := fromAPI(toAPI(m), &m)
		before, errBefore := json.Marshal(toAPI(m))
		after, errAfter := json.Marshal(toAPI(again))
		if errBefore != nil || errAfter != nil || !bytes.Equal(before, after) {
			t.Errorf("after a round trip: got %s (%v), want %s (%v)", after, errAfter, before, errBefore)
		}
	})
}
