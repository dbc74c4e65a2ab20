package coretest

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TB is the part of testing.TB that this package uses. testing.T, testing.B and rapid.T implement it.
type TB interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Core calls one configured provider in process, as Terraform Core does. Its methods return diagnostics. Only a violation of Core's rules,
// or a mistake in the test, fails the test.
type Core struct {
	t          TB
	rpc        tfprotov6.ProviderServer
	schemas    *tfprotov6.GetProviderSchemaResponse
	identities map[string]*tfprotov6.ResourceIdentitySchema
}

// newServer starts a provider as Terraform does: it reads the schema, then validates and configures.
func newServer(t TB, rpc tfprotov6.ProviderServer, config Object) (*Core, Diagnostics) {
	t.Helper()
	s := &Core{t: t, rpc: rpc}
	var err error
	s.schemas, err = rpc.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	s.must(err)
	identities, err := rpc.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	s.must(err)
	s.identities = identities.IdentitySchemas
	diagnostics := Diagnostics(slices.Concat(s.schemas.Diagnostics, identities.Diagnostics))
	if diagnostics.HasError() {
		t.Fatalf("schemas:\n%s", diagnostics)
	}
	return s, s.configure(config)
}

func (s *Core) startRun() {
	if c, ok := s.rpc.(*frameworkComparer); ok {
		c.startRun()
	}
}

func (s *Core) configure(config Object) Diagnostics {
	s.t.Helper()
	value := s.encode(s.schemas.Provider.ValueType(), config)
	diagnostics := s.ValidateProvider(config)
	if diagnostics.HasError() {
		return diagnostics
	}
	configured, err := s.rpc.ConfigureProvider(s.t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion:   "1.16.2",
		Config:             value,
		ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{},
	})
	s.must(err)
	return append(diagnostics, configured.Diagnostics...)
}

// ValidateProvider validates a provider configuration, as terraform validate does, without configuring the provider.
func (s *Core) ValidateProvider(config Object) Diagnostics {
	s.t.Helper()
	validated, err := s.rpc.ValidateProviderConfig(s.t.Context(), &tfprotov6.ValidateProviderConfigRequest{
		Config: s.encode(s.schemas.Provider.ValueType(), config),
	})
	s.must(err)
	return validated.Diagnostics
}

// WithT returns the same provider for a subtest.
func (s *Core) WithT(t TB) *Core {
	sub := *s
	sub.t = t
	return &sub
}

// Validate calls the provider's validation of one resource, as terraform validate and every plan do.
func (s *Core) Validate(typeName string, config Object) Diagnostics {
	s.t.Helper()
	return s.validate(typeName, s.value(s.schema(typeName).ValueType(), config))
}

func (s *Core) validate(typeName string, config tftypes.Value) Diagnostics {
	s.t.Helper()
	response, err := s.rpc.ValidateResourceConfig(s.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName:           typeName,
		Config:             s.wire(config),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	s.must(err)
	return response.Diagnostics
}

func (s *Core) schema(typeName string) *tfprotov6.Schema {
	s.t.Helper()
	schema, ok := s.schemas.ResourceSchemas[typeName]
	if !ok {
		s.t.Fatalf("the provider has no resource %s", typeName)
	}
	if len(schema.Block.BlockTypes) > 0 {
		s.t.Fatalf("%s has blocks; this provider uses nested attributes only", typeName)
	}
	return schema
}

// Attributes returns the attributes of a resource.
func (s *Core) Attributes(typeName string) []*tfprotov6.SchemaAttribute {
	s.t.Helper()
	return s.schema(typeName).Block.Attributes
}

// null returns the value of a resource that does not exist.
func (s *Core) null(typeName string) tftypes.Value {
	s.t.Helper()
	return tftypes.NewValue(s.schema(typeName).ValueType(), nil)
}

// value converts an Object of a test. A nil Object is null.
func (s *Core) value(typ tftypes.Type, object Object) tftypes.Value {
	s.t.Helper()
	if object == nil {
		return tftypes.NewValue(typ, nil)
	}
	value, err := toValue(typ, object, "")
	s.must(err)
	return value
}

func (s *Core) encode(typ tftypes.Type, object Object) *tfprotov6.DynamicValue {
	s.t.Helper()
	return s.wire(s.value(typ, object))
}

func (s *Core) wire(value tftypes.Value) *tfprotov6.DynamicValue {
	s.t.Helper()
	encoded, err := tfprotov6.NewDynamicValue(value.Type(), value)
	s.must(err)
	return &encoded
}

func (s *Core) decode(typ tftypes.Type, encoded *tfprotov6.DynamicValue) tftypes.Value {
	s.t.Helper()
	if encoded == nil {
		return tftypes.NewValue(typ, nil)
	}
	value, err := encoded.Unmarshal(typ)
	s.must(err)
	return value
}

func (s *Core) encodeIdentity(typeName string, identity Object) *tfprotov6.ResourceIdentityData {
	s.t.Helper()
	if identity == nil {
		return nil
	}
	schema, ok := s.identities[typeName]
	if !ok {
		s.t.Fatalf("%s has no identity", typeName)
	}
	return &tfprotov6.ResourceIdentityData{IdentityData: s.encode(schema.ValueType(), identity)}
}

func (s *Core) decodeIdentity(typeName string, data *tfprotov6.ResourceIdentityData) Object {
	s.t.Helper()
	if data == nil {
		return nil
	}
	identity, _ := fromValue(s.decode(s.identities[typeName].ValueType(), data.IdentityData)).(Object)
	return identity
}

// reportViolation fails the test for every violation, and returns them as diagnostics, as Core does.
func (s *Core) reportViolation(summary, typeName string, violations []string) Diagnostics {
	s.t.Helper()
	var diagnostics Diagnostics
	for _, detail := range violations {
		s.t.Errorf("%s: %s: %s", typeName, summary, detail)
		diagnostics = append(diagnostics, &tfprotov6.Diagnostic{
			Severity: tfprotov6.DiagnosticSeverityError, Summary: summary, Detail: detail,
		})
	}
	return diagnostics
}

func (s *Core) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("%v", err)
	}
}
