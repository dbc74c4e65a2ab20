package coretest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Data reads a data source, as plan and apply do. It validates the configuration and reads, unless a value in the configuration is unknown.
// If the read is deferred or fails, the state is null.
func (s *Core) Data(typeName string, config Object) *State {
	s.t.Helper()
	schema, ok := s.schemas.DataSourceSchemas[typeName]
	if !ok {
		s.t.Fatalf("the provider has no data source %s", typeName)
	}
	value := s.value(schema.ValueType(), config)
	none := &State{Type: typeName, Value: tftypes.NewValue(schema.ValueType(), nil)}
	validated, err := s.rpc.ValidateDataResourceConfig(s.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: typeName, Config: s.wire(value),
	})
	s.must(err)
	none.Diagnostics = validated.Diagnostics
	if none.Diagnostics.HasError() || !value.IsFullyKnown() {
		return none
	}
	response, err := s.rpc.ReadDataSource(s.t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: typeName, Config: s.wire(value), ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{},
	})
	s.must(err)
	none.Diagnostics = append(none.Diagnostics, response.Diagnostics...)
	if none.Diagnostics.HasError() {
		return none
	}
	read := &State{Type: typeName, Value: s.decode(schema.ValueType(), response.State)}
	violations := unknownViolations(read.Value, "")
	for _, attribute := range schema.Block.Attributes {
		configured := member(fields(value), attribute.Name, attribute.ValueType())
		if !attribute.Computed && !equal(configured, member(fields(read.Value), attribute.Name, attribute.ValueType())) {
			violations = append(violations, attribute.Name+": differs from the configuration")
		}
	}
	read.Diagnostics = none.Diagnostics
	read.Diagnostics = append(read.Diagnostics, s.reportViolation("Provider produced invalid object", typeName, violations)...)
	return read
}
