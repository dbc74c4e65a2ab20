package server

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// ValidateProviderConfig implements tfprotov6.ProviderServer.
func (s *server) ValidateProviderConfig(ctx context.Context,
	request *tfprotov6.ValidateProviderConfigRequest,
) (*tfprotov6.ValidateProviderConfigResponse, error) {
	response, err := s.framework.ValidateProviderConfig(ctx, request)
	if err == nil {
		s.explainNumbers(ctx, response.Diagnostics, request.Config, func(all *tfprotov6.GetProviderSchemaResponse) *tfprotov6.Schema {
			return all.Provider
		})
	}
	return response, err
}

// ValidateResourceConfig responds to a configuration without errors and warnings. The framework responds to the others.
func (s *server) ValidateResourceConfig(ctx context.Context,
	request *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	if recoverToFalse(func() bool { return s.configIsValid(ctx, request) }) {
		return &tfprotov6.ValidateResourceConfigResponse{}, nil
	}
	response, err := s.framework.ValidateResourceConfig(ctx, request)
	if err == nil {
		s.explainNumbers(ctx, response.Diagnostics, request.Config, func(all *tfprotov6.GetProviderSchemaResponse) *tfprotov6.Schema {
			return all.ResourceSchemas[request.TypeName]
		})
	}
	return response, err
}

// ValidateDataResourceConfig implements tfprotov6.ProviderServer.
func (s *server) ValidateDataResourceConfig(ctx context.Context,
	request *tfprotov6.ValidateDataResourceConfigRequest,
) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	response, err := s.framework.ValidateDataResourceConfig(ctx, request)
	if err == nil {
		s.explainNumbers(ctx, response.Diagnostics, request.Config, func(all *tfprotov6.GetProviderSchemaResponse) *tfprotov6.Schema {
			return all.DataSourceSchemas[request.TypeName]
		})
	}
	return response, err
}

// ValidateEphemeralResourceConfig implements tfprotov6.ProviderServer.
func (s *server) ValidateEphemeralResourceConfig(ctx context.Context,
	request *tfprotov6.ValidateEphemeralResourceConfigRequest,
) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	response, err := s.framework.ValidateEphemeralResourceConfig(ctx, request)
	if err == nil {
		s.explainNumbers(ctx, response.Diagnostics, request.Config, func(all *tfprotov6.GetProviderSchemaResponse) *tfprotov6.Schema {
			return all.EphemeralResourceSchemas[request.TypeName]
		})
	}
	return response, err
}

// explainNumbers explains numbers that do not fit their attribute.
func (s *server) explainNumbers(ctx context.Context, diagnostics []*tfprotov6.Diagnostic, config *tfprotov6.DynamicValue,
	schemaOf func(*tfprotov6.GetProviderSchemaResponse) *tfprotov6.Schema,
) {
	tfvalue.ExplainNumbers(diagnostics, func() (tftypes.Value, error) {
		all, err := s.framework.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
		if err != nil {
			return tftypes.Value{}, err
		}
		return config.Unmarshal(schemaOf(all).ValueType())
	})
}
