package tfvalue

import (
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"
)

// IsNullEncoded reports whether a msgpack value is null. The decoder returns no bytes for a null attribute.
func IsNullEncoded(value []byte) bool { return len(value) == 0 || len(value) == 1 && value[0] == 0xc0 }

// IsTrueEncoded reports whether a msgpack value is true.
func IsTrueEncoded(value []byte) bool { return len(value) == 1 && value[0] == 0xc3 }

// IsEmptyEncoded reports whether a msgpack value is empty, as IsEmpty does. It returns false if it cannot decode the value.
func IsEmptyEncoded(value []byte, kind tftypes.Type) bool {
	if IsNullEncoded(value) {
		return true
	}
	object, ok := kind.(tftypes.Object)
	if !ok {
		// false, "", an empty list, an empty map.
		return len(value) == 1 && (value[0] == 0xc2 || value[0] == 0xa0 || value[0] == 0x90 || value[0] == 0x80)
	}
	attributes := DecodeObject(value)
	for name, kind := range object.AttributeTypes {
		attribute, ok := attributes[name]
		if !ok || name == DefaultAttribute && !IsNullEncoded(attribute) || !IsEmptyEncoded(attribute, kind) {
			return false
		}
	}
	return len(object.AttributeTypes) > 0
}

// DecodeObject returns the encoded attributes of an encoded object, or nil.
func DecodeObject(object []byte) map[string]msgpack.RawMessage {
	var attributes map[string]msgpack.RawMessage
	if msgpack.Unmarshal(object, &attributes) != nil {
		return nil
	}
	return attributes
}

// DecodeLists returns the encoded elements of two encoded lists; ok is false unless both have the same length.
func DecodeLists(a, b []byte) (left, right []msgpack.RawMessage, ok bool) {
	if msgpack.Unmarshal(a, &left) != nil || msgpack.Unmarshal(b, &right) != nil || len(left) != len(right) {
		return nil, nil, false
	}
	return left, right, true
}
