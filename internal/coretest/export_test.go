package coretest

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// NewServerOf starts any provider, not only this one.
var NewServerOf = newServer

// FromValue and ToValue convert between protocol and Go values.
func FromValue(v tftypes.Value) any { return fromValue(v) }

func ToValue(typ tftypes.Type, v any) (tftypes.Value, error) { return toValue(typ, v, "") }

// Objects is what the matrix needs of an emulator.
type Objects interface {
	Get(collection, id string) (map[string]any, bool)
	Remove(collection, id string)
}

// Lead runs one life of the matrix with any provider.
func Lead(t *testing.T, c Case, name string, objects Objects, server func(*testing.T) *Core) {
	t.Helper()
	l := &lifecycle{Case: c, objects: objects, server: server, config: c.Configs[name], hasUnknownFields: true}
	if name == "maximal" {
		l.editAssigned = func(int) bool { return true }
	}
	l.run(t)
}

// APIVariants are the emulator's options that the matrix tries.
var APIVariants = apiVariants

// Edited is a configuration with one value replaced.
var Edited = edited

// Forge is the protocol server behind a Server.
func Forge(s *Core) any { return s.rpc }
