package coretest

import (
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// EphemeralResult is an open ephemeral resource. Terraform keeps it in memory only.
type EphemeralResult struct {
	Type        string
	Value       tftypes.Value
	Private     []byte
	RenewAt     time.Time
	Diagnostics Diagnostics
}

// Get returns the value at a dotted path.
func (o *EphemeralResult) Get(path string) any { return lookup(fromValue(o.Value), path) }

// Open validates the configuration of an ephemeral resource and opens it, unless a value in it is unknown. If opening is deferred or fails,
// the value is null.
func (s *Core) Open(typeName string, config Object) *EphemeralResult {
	s.t.Helper()
	schema, ok := s.schemas.EphemeralResourceSchemas[typeName]
	if !ok {
		s.t.Fatalf("the provider has no ephemeral resource %s", typeName)
	}
	value := s.value(schema.ValueType(), config)
	opened := &EphemeralResult{Type: typeName, Value: tftypes.NewValue(schema.ValueType(), nil)}
	validated, err := s.rpc.ValidateEphemeralResourceConfig(s.t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{
		TypeName: typeName, Config: s.wire(value),
	})
	s.must(err)
	opened.Diagnostics = validated.Diagnostics
	if opened.Diagnostics.HasError() || !value.IsFullyKnown() {
		return opened
	}
	response, err := s.rpc.OpenEphemeralResource(s.t.Context(), &tfprotov6.OpenEphemeralResourceRequest{
		TypeName: typeName, Config: s.wire(value), ClientCapabilities: &tfprotov6.OpenEphemeralResourceClientCapabilities{},
	})
	s.must(err)
	opened.Diagnostics = append(opened.Diagnostics, response.Diagnostics...)
	if opened.Diagnostics.HasError() {
		return opened
	}
	opened.Value = s.decode(schema.ValueType(), response.Result)
	opened.Private, opened.RenewAt = response.Private, response.RenewAt
	violations := unknownViolations(opened.Value, "")
	for _, attribute := range schema.Block.Attributes {
		configured := member(fields(value), attribute.Name, attribute.ValueType())
		got := member(fields(opened.Value), attribute.Name, attribute.ValueType())
		if !(attribute.Computed && configured.IsNull()) && !equal(configured, got) {
			violations = append(violations, attribute.Name+": differs from the configuration")
		}
	}
	opened.Diagnostics = append(opened.Diagnostics, s.reportViolation("Provider produced invalid object", typeName, violations)...)
	return opened
}

// Renew renews the ephemeral resource, as Terraform does at RenewAt.
func (s *Core) Renew(o *EphemeralResult) Diagnostics {
	s.t.Helper()
	response, err := s.rpc.RenewEphemeralResource(
		s.t.Context(),
		&tfprotov6.RenewEphemeralResourceRequest{TypeName: o.Type, Private: o.Private},
	)
	s.must(err)
	o.Private, o.RenewAt = response.Private, response.RenewAt
	return response.Diagnostics
}

// Close closes the ephemeral resource.
func (s *Core) Close(o *EphemeralResult) Diagnostics {
	s.t.Helper()
	response, err := s.rpc.CloseEphemeralResource(
		s.t.Context(),
		&tfprotov6.CloseEphemeralResourceRequest{TypeName: o.Type, Private: o.Private},
	)
	s.must(err)
	return response.Diagnostics
}
