package rebilly

import (
	"bytes"
	"encoding/json"
)

// Map is a map of the API with arbitrary keys. Rebilly's samples have [] for an empty one.
type Map[V any] map[string]V

var (
	_ json.Marshaler   = Map[any]{}
	_ json.Unmarshaler = (*Map[any])(nil)
)

// UnmarshalJSON reads {}, [] and null.
func (m *Map[V]) UnmarshalJSON(content []byte) error {
	if isEmptyArray(content) {
		*m = Map[V]{}
		return nil
	}
	var entries map[string]V
	if err := decode(content, &entries); err != nil {
		return err
	}
	*m = entries
	return nil
}

// isEmptyArray reports whether JSON is [], which PHP writes for an empty object.
func isEmptyArray(content []byte) bool { return bytes.Equal(bytes.TrimSpace(content), []byte("[]")) }

// MarshalJSON writes null for a nil map and {} for an empty one.
func (m Map[V]) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]V(m)) }
