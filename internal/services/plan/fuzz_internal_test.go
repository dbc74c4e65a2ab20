package plan

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// FuzzFromAPI maps any answer that can be decoded: it never panics, and what it says, sent back and read again, says the same.
func FuzzFromAPI(f *testing.F) {
	f.Add([]byte(`{"id":"x","pricing":{"formula":"tiered","brackets":[{"price":1e400},{}]},"trial":{"price":"9"},"customFields":[]}`))
	f.Add([]byte(`{"pricing":{"formula":"flat-rate","price":0.1,"minQuantity":1},"recurringInterval":{"periodAnchorInstruction":{"method":"day-of-week","day":"Monday"}}}`))
	f.Add([]byte(`{"recurringInterval":{"periodAnchorInstruction":{"method":"day-of-month","day":1.5}},"meteredBilling":{"min":-0}}`))
	f.Add([]byte(`{"customFields":{"a":[null,{"b":[]}],"c":1e999},"productOptions":{"a":"b"}}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		var answer rebilly.Plan
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
