package coretest

import (
	"context"
	"sync"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/server"
)

// frameworkComparer calls the framework's server too wherever the provider responds without it, and compares the responses.
type frameworkComparer struct {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
	framework tfprotov6.ProviderServer
	providers []provider.Provider
	t         TB
	schemas   *tfprotov6.GetProviderSchemaResponse

	mu sync.Mutex
	// fastPath counts the responses without the framework by call.
	fastPath map[string]int
}

// FastPathCount returns how many times a call, such as PlanResourceChange, did not reach the framework.
func (s *Core) FastPathCount(call string) int {
	if c, ok := s.rpc.(*frameworkComparer); ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.fastPath[call]
	}
	return 0
}

func compareWithFramework(
	t TB,
	newProvider func() provider.Provider,
	schemas *tfprotov6.GetProviderSchemaResponse,
) *frameworkComparer {
	t.Helper()
	providers := []provider.Provider{newProvider(), newProvider()}
	served, err := server.New(providers[0])
	if err != nil {
		t.Fatalf("%v", err)
	}
	lists, servesLists := served.(tfprotov6.ListResourceServer)
	actions, servesActions := served.(tfprotov6.ActionServer)
	if !servesLists || !servesActions {
		t.Fatalf("the provider serves no list resources or no actions")
	}
	return &frameworkComparer{
		ProviderServer: served, ListResourceServer: lists, ActionServer: actions, framework: providerserver.NewProtocol6(providers[1])(),
		providers: providers, t: t, schemas: schemas, fastPath: map[string]int{},
	}
}

// startRun forgets what was planned before. Terraform configures the provider again for every plan and every apply.
func (c *frameworkComparer) startRun() {
	for _, p := range c.providers {
		if configured, ok := p.(interface{ Client() *rebilly.Client }); ok && configured.Client() != nil {
			configured.Client().PlannedChanges().Reset()
		}
	}
}

func (c *frameworkComparer) GetProviderSchema(
	context.Context,
	*tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	return c.schemas, nil
}

func (c *frameworkComparer) ConfigureProvider(
	ctx context.Context,
	request *tfprotov6.ConfigureProviderRequest,
) (*tfprotov6.ConfigureProviderResponse, error) {
	if _, err := c.framework.ConfigureProvider(ctx, request); err != nil {
		return nil, err
	}
	return c.ProviderServer.ConfigureProvider(ctx, request)
}

func (c *frameworkComparer) ValidateResourceConfig(
	ctx context.Context,
	request *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	response, err := c.ProviderServer.ValidateResourceConfig(ctx, request)
	if err != nil || len(response.Diagnostics) > 0 {
		return response, err
	}
	want, err := c.framework.ValidateResourceConfig(ctx, request)
	if err == nil && len(want.Diagnostics) > 0 {
		c.t.Errorf("validate %s: got no diagnostics, want those of the framework:\n%s", request.TypeName, Diagnostics(want.Diagnostics))
	}
	return response, err
}

func (c *frameworkComparer) PlanResourceChange(
	ctx context.Context,
	request *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	response, err := c.ProviderServer.PlanResourceChange(ctx, request)
	if err != nil || response.PlannedState != request.PriorState {
		return response, err
	}
	c.count("PlanResourceChange")
	want, err := c.framework.PlanResourceChange(ctx, request)
	if err != nil {
		return nil, err
	}
	c.same("plan", request.TypeName, response.PlannedState, want.PlannedState)
	c.sameIdentity("plan", request.TypeName, response.PlannedIdentity, want.PlannedIdentity)
	if len(want.RequiresReplace) > 0 || len(want.Diagnostics) > 0 || want.Deferred != nil ||
		!cmp.Equal(response.PlannedPrivate, want.PlannedPrivate) {
		c.t.Errorf(
			"plan %s: got no diagnostics or replacement, and private state %s, want from the framework: RequiresReplace %v, private state %s\n%s",
			request.TypeName,
			response.PlannedPrivate,
			want.RequiresReplace,
			want.PlannedPrivate,
			Diagnostics(want.Diagnostics),
		)
	}
	return response, nil
}

func (c *frameworkComparer) ReadResource(
	ctx context.Context,
	request *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	response, err := c.ProviderServer.ReadResource(ctx, request)
	if err == nil && response.NewState == request.CurrentState {
		c.count("ReadResource")
	}
	return response, err
}

func (c *frameworkComparer) UpgradeResourceState(
	ctx context.Context,
	request *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	response, err := c.ProviderServer.UpgradeResourceState(ctx, request)
	if err != nil || response.UpgradedState == nil || response.UpgradedState.JSON == nil {
		return response, err
	}
	c.count("UpgradeResourceState")
	want, err := c.framework.UpgradeResourceState(ctx, request)
	if err != nil {
		return nil, err
	}
	if len(want.Diagnostics) > 0 {
		c.t.Errorf("upgrade %s: got no diagnostics, want those of the framework:\n%s", request.TypeName, Diagnostics(want.Diagnostics))
	}
	c.same("upgrade", request.TypeName, response.UpgradedState, want.UpgradedState)
	return response, nil
}

func (c *frameworkComparer) count(call string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fastPath[call]++
}

func (c *frameworkComparer) same(call, typeName string, got, want *tfprotov6.DynamicValue) {
	typ := c.schemas.ResourceSchemas[typeName].ValueType()
	gotValue, errGot := got.Unmarshal(typ)
	wantValue, errWant := want.Unmarshal(typ)
	if errGot != nil || errWant != nil || !gotValue.Equal(wantValue) {
		c.t.Errorf("%s %s: got without the framework\n%s %v\nwant\n%s %v", call, typeName, gotValue, errGot, wantValue, errWant)
	}
}

func (c *frameworkComparer) sameIdentity(call, typeName string, got, want *tfprotov6.ResourceIdentityData) {
	if diff := cmp.Diff(want.IdentityData.MsgPack, got.IdentityData.MsgPack); diff != "" {
		c.t.Errorf("%s %s: identity without the framework differs (-want +got):\n%s", call, typeName, diff)
	}
}
