package coretest

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// NewServerOf starts any provider.
var NewServerOf = newServer

// FromValue and ToValue convert between protocol values and Go values.
func FromValue(v tftypes.Value) any { return fromValue(v) }

func ToValue(typ tftypes.Type, v any) (tftypes.Value, error) { return toValue(typ, v, "") }

// Objects is the part of an emulator that the matrix uses.
type Objects interface {
	Get(collection, id string) (map[string]any, bool)
	Remove(collection, id string)
}

// Lead runs one lifecycle of the matrix with any provider.
func Lead(t *testing.T, c Case, name string, objects Objects, server func(*testing.T) *Core) {
	t.Helper()
	l := &lifecycle{Case: c, objects: objects, server: server, config: c.Configs[name], hasUnknownFields: true}
	if name == "maximal" {
		l.editAssigned = func(int) bool { return true }
	}
	l.run(t)
}

// APIVariants are the sets of the emulator's options that the matrix uses.
var APIVariants = apiVariants

// Edited returns a configuration with one value replaced.
var Edited = edited

// Forge returns the protocol server of a Core.
func Forge(s *Core) any { return s.rpc }
