package rebilly

import (
	"bytes"
	"encoding/json"

	"golang.org/x/text/unicode/norm"
)

// toNFC returns JSON with its texts in Unicode's normalization form NFC, which Terraform gives every string. Other clients may have
// stored different forms of the same text. JSON that has it is returned as it is.
func toNFC(content []byte) []byte {
	if norm.NFC.IsNormal(content) && !bytes.Contains(content, []byte(`\u`)) {
		return content
	}
	var value any
	if decode(content, &value) != nil {
		return content
	}
	normalized, err := json.Marshal(withNFC(value))
	if err != nil {
		return content
	}
	return normalized
}

func withNFC(value any) any {
	switch value := value.(type) {
	case string:
		return norm.NFC.String(value)
	case []any:
		for i, element := range value {
			value[i] = withNFC(element)
		}
	case map[string]any:
		for name, member := range value {
			value[name] = withNFC(member)
		}
	}
	return value
}
