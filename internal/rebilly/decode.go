package rebilly

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
)

// decode decodes exactly one JSON value. Numbers stay text: a float64 would change prices.
func decode(content []byte, out any) error {
	if needsExactNames(reflect.TypeOf(out).Elem()) {
		var value any
		if err := decode(content, &value); err != nil {
			return err
		}
		var err error
		if content, err = json.Marshal(withExactNames(value, reflect.TypeOf(out).Elem())); err != nil {
			return err
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	if err := decoder.Decode(out); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more than one JSON value")
	}
	return nil
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// needsExactNames reports whether encoding/json would match the fields of a JSON object to those of a type whatever their case. A type with
// an UnmarshalJSON calls decode itself.
func needsExactNames(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && !reflect.PointerTo(t).Implements(unmarshaler)
}

// withExactNames removes the fields from a decoded JSON value whose names differ from those of a type, if only in case.
func withExactNames(value any, t reflect.Type) any {
	switch value := value.(type) {
	case []any:
		if t.Kind() == reflect.Slice {
			for i := range value {
				value[i] = withExactNames(value[i], t.Elem())
			}
		}
	case map[string]any:
		if t.Kind() == reflect.Pointer {
			return withExactNames(value, t.Elem())
		}
		if !needsExactNames(t) {
			return value
		}
		kept := map[string]any{}
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if child, exists := value[name]; exists {
				kept[name] = withExactNames(child, t.Field(i).Type)
			}
		}
		return kept
	}
	return value
}
