package server_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/server"
)

// TestServer_ImplementsFrameworkInterfaces asks for what a wrapper of a plain ProviderServer would not hand on.
func TestServer_ImplementsFrameworkInterfaces(t *testing.T) {
	s := server.New(provider.New("test")())()
	schemas, err := s.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if !schemas.ServerCapabilities.GenerateResourceConfig || !schemas.ServerCapabilities.PlanDestroy {
		t.Errorf("announced: %+v", schemas.ServerCapabilities)
	}
	if len(schemas.ListResourceSchemas) != len(schemas.ResourceSchemas) {
		t.Errorf("%d list resources for %d resources", len(schemas.ListResourceSchemas), len(schemas.ResourceSchemas))
	}
	if _, ok := s.(tfprotov6.ListResourceServer); !ok {
		t.Error("there are no calls of list resources")
	}
	if _, ok := s.(tfprotov6.ActionServer); !ok {
		t.Error("there are no calls of actions")
	}
}

func TestServer_EveryResourceHasListAndDataSources(t *testing.T) {
	schemas, err := server.New(provider.New("test")())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for typeName := range schemas.ResourceSchemas {
		_, one := schemas.DataSourceSchemas[typeName]
		_, all := schemas.DataSourceSchemas[typeName+"s"]
		if _, listed := schemas.ListResourceSchemas[typeName]; !one || !all || !listed {
			t.Errorf("%s: data source %t, plural %t, list resource %t", typeName, one, all, listed)
		}
	}
}

// TestDataSource_Descriptions reads every description as a user of a data source does, who configures and destroys nothing.
func TestDataSource_Descriptions(t *testing.T) {
	schemas, err := server.New(provider.New("test")())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
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
				if a.Computed && !a.Optional && slices.ContainsFunc([]string{"Changing", "destroy", "Left out", "Default `", "refused", "onfigur", "Choose"}, func(part string) bool {
					return strings.Contains(a.Description, part)
				}) {
					t.Errorf("%s.%s: %s", at, a.Name, a.Description)
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
	s := server.New(provider.New("test")())()
	response, err := s.GenerateResourceConfig(t.Context(), &tfprotov6.GenerateResourceConfigRequest{TypeName: "rebilly_nothing", State: &tfprotov6.DynamicValue{}})
	if err == nil && !coretest.Diagnostics(response.Diagnostics).HasError() {
		t.Error("no error")
	}
}
