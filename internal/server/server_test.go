package server_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/server"
)

func start(t *testing.T) tfprotov6.ProviderServer {
	t.Helper()
	s, err := server.New(provider.New("test")())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestServer_ImplementsFrameworkInterfaces calls what a wrapper of a plain ProviderServer would lose.
func TestServer_ImplementsFrameworkInterfaces(t *testing.T) {
	s := start(t)
	schemas, err := s.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if !schemas.ServerCapabilities.GenerateResourceConfig || !schemas.ServerCapabilities.PlanDestroy {
		t.Errorf("got the capabilities %+v, want GenerateResourceConfig", schemas.ServerCapabilities)
	}
	if len(schemas.ListResourceSchemas) != len(schemas.ResourceSchemas) {
		t.Errorf("got %d list resources, want one for each of %d resources", len(schemas.ListResourceSchemas), len(schemas.ResourceSchemas))
	}
	if _, ok := s.(tfprotov6.ListResourceServer); !ok {
		t.Error("got no ListResourceServer, want one")
	}
	if _, ok := s.(tfprotov6.ActionServer); !ok {
		t.Error("got no ActionServer, want one")
	}
}

// TestServer_Functions calls a function of a provider that is not configured.
func TestServer_Functions(t *testing.T) {
	s := start(t)
	listed, err := s.GetFunctions(t.Context(), &tfprotov6.GetFunctionsRequest{})
	if err != nil || listed.Functions["permissions"] == nil {
		t.Fatalf("got %v, %v, want the function permissions", listed, err)
	}
	purpose, err := tfprotov6.NewDynamicValue(tftypes.String, tftypes.NewValue(tftypes.String, "setup"))
	if err != nil {
		t.Fatal(err)
	}
	response, err := s.CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{
		Name: "permissions", Arguments: []*tfprotov6.DynamicValue{&purpose},
	})
	if err != nil || response.Error != nil || response.Result == nil {
		t.Errorf("got %+v, %v, want a result", response, err)
	}
}

// TestDataSource_Descriptions checks that no description of a data source is about configuring or destroying.
func TestDataSource_Descriptions(t *testing.T) {
	schemas, err := start(t).GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for typeName, schema := range schemas.DataSourceSchemas {
		if strings.HasSuffix(typeName, "_config") {
			continue
		}
		var read func(at string, attributes []*tfprotov6.SchemaAttribute)
		read = func(at string, attributes []*tfprotov6.SchemaAttribute) {
			for _, a := range attributes {
				words := []string{"Changing", "destroy", "Left out", "Default `", "refused", "onfigur", "Choose"}
				// Amazon SES has configuration sets.
				text := strings.ReplaceAll(a.Description, "configuration set", "")
				if a.Computed && !a.Optional && slices.ContainsFunc(words, func(part string) bool {
					return strings.Contains(text, part)
				}) {
					t.Errorf("%s.%s: got %q, want no text about a configuration", at, a.Name, a.Description)
				}
				if a.NestedType != nil {
					read(at+"."+a.Name, a.NestedType.Attributes)
				}
			}
		}
		read(typeName, schema.Block.Attributes)
	}
}

func TestGenerateConfig_UnknownType(t *testing.T) {
	s := start(t)
	response, err := s.GenerateResourceConfig(t.Context(),
		&tfprotov6.GenerateResourceConfigRequest{TypeName: "rebilly_nothing", State: &tfprotov6.DynamicValue{}})
	if err == nil && !coretest.Diagnostics(response.Diagnostics).HasError() {
		t.Error("got no error, want one for an unknown resource")
	}
}
