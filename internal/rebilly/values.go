package rebilly

import (
	"bytes"
	"encoding/json"
)

// Map is an open map of the API. Rebilly's own samples write an empty one as [], so that is read as empty too.
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

// MarshalJSON keeps the difference between no map (null) and an empty one ({}).
func (m Map[V]) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]V(m)) }
