package coretest

import (
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// EphemeralResult is an ephemeral resource as Terraform holds it, in memory only.
type EphemeralResult struct {
	Type        string
	Value       tftypes.Value
	Private     []byte
	RenewAt     time.Time
	Diagnostics Diagnostics
}

// Get looks a value up by a dotted path.
func (o *EphemeralResult) Get(path string) any { return lookup(fromValue(o.Value), path) }

// Open validates the configuration of an ephemeral resource and opens it, unless something in it is unknown: then it
// is put off, and the value is null, as where it fails.
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
	opened.Value, opened.Private, opened.RenewAt = s.decode(schema.ValueType(), response.Result), response.Private, response.RenewAt
	breaches := unknownBreaches(opened.Value, "")
	for _, attribute := range schema.Block.Attributes {
		configured := member(fields(value), attribute.Name, attribute.ValueType())
		if !(attribute.Computed && configured.IsNull()) && !equal(configured, member(fields(opened.Value), attribute.Name, attribute.ValueType())) {
			breaches = append(breaches, attribute.Name+": is not what the configuration says")
		}
	}
	opened.Diagnostics = append(opened.Diagnostics, s.reportViolation("Provider produced invalid object", typeName, breaches)...)
	return opened
}

// Renew is what Terraform calls at RenewAt.
func (s *Core) Renew(o *EphemeralResult) Diagnostics {
	s.t.Helper()
	response, err := s.rpc.RenewEphemeralResource(s.t.Context(), &tfprotov6.RenewEphemeralResourceRequest{TypeName: o.Type, Private: o.Private})
	s.must(err)
	o.Private, o.RenewAt = response.Private, response.RenewAt
	return response.Diagnostics
}

// Close is what Terraform calls when nothing needs the ephemeral resource any more.
func (s *Core) Close(o *EphemeralResult) Diagnostics {
	s.t.Helper()
	response, err := s.rpc.CloseEphemeralResource(s.t.Context(), &tfprotov6.CloseEphemeralResourceRequest{TypeName: o.Type, Private: o.Private})
	s.must(err)
	return response.Diagnostics
}
