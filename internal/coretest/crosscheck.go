package coretest

import (
	"context"
	"sync"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

// frameworkComparer asks the framework's server, too, wherever the provider answers without it: the two have to say the same.
type frameworkComparer struct {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	plain   tfprotov6.ProviderServer
	t       TB
	schemas *tfprotov6.GetProviderSchemaResponse

	mu sync.Mutex
	// quick counts the answers without the framework.
	quick map[string]int
}

// FastPathCount is how often a call, such as PlanResourceChange, was answered without the framework.
func (s *Core) FastPathCount(call string) int {
	if c, ok := s.rpc.(*frameworkComparer); ok {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.quick[call]
	}
	return 0
}

func compareWithFramework(t TB, served tfprotov6.ProviderServer) *frameworkComparer {
	t.Helper()
	lists, ok := served.(tfprotov6.ListResourceServer)
	if !ok {
		t.Fatalf("the provider serves no list resources")
	}
	return &frameworkComparer{ProviderServer: served, ListResourceServer: lists, plain: providerserver.NewProtocol6(provider.New("test")())(), t: t, quick: map[string]int{}}
}

func (c *frameworkComparer) GetProviderSchema(ctx context.Context, request *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	if _, err := c.plain.GetProviderSchema(ctx, request); err != nil {
		return nil, err
	}
	schemas, err := c.ProviderServer.GetProviderSchema(ctx, request)
	c.schemas = schemas
	return schemas, err
}

func (c *frameworkComparer) ConfigureProvider(ctx context.Context, request *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	if _, err := c.plain.ConfigureProvider(ctx, request); err != nil {
		return nil, err
	}
	return c.ProviderServer.ConfigureProvider(ctx, request)
}

func (c *frameworkComparer) PlanResourceChange(ctx context.Context, request *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	response, err := c.ProviderServer.PlanResourceChange(ctx, request)
	if err != nil || response.PlannedState != request.PriorState {
		return response, err
	}
	c.count("PlanResourceChange")
	plain, err := c.plain.PlanResourceChange(ctx, request)
	if err != nil {
		return nil, err
	}
	c.same("plan", request.TypeName, response.PlannedState, plain.PlannedState)
	c.sameIdentity("plan", request.TypeName, response.PlannedIdentity, plain.PlannedIdentity)
	if len(plain.RequiresReplace) > 0 || len(plain.Diagnostics) > 0 || plain.Deferred != nil || !cmp.Equal(response.PlannedPrivate, plain.PlannedPrivate) {
		c.t.Errorf("plan %s: the framework says more: replaced because of %v, private state %s, not %s\n%s", request.TypeName,
			plain.RequiresReplace, plain.PlannedPrivate, response.PlannedPrivate, Diagnostics(plain.Diagnostics))
	}
	return response, nil
}

func (c *frameworkComparer) ReadResource(ctx context.Context, request *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	response, err := c.ProviderServer.ReadResource(ctx, request)
	if err == nil && response.NewState == request.CurrentState {
		c.count("ReadResource")
	}
	return response, err
}

func (c *frameworkComparer) UpgradeResourceState(ctx context.Context, request *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	response, err := c.ProviderServer.UpgradeResourceState(ctx, request)
	if err != nil || response.UpgradedState == nil || response.UpgradedState.JSON == nil {
		return response, err
	}
	c.count("UpgradeResourceState")
	plain, err := c.plain.UpgradeResourceState(ctx, request)
	if err != nil {
		return nil, err
	}
	if len(plain.Diagnostics) > 0 {
		c.t.Errorf("upgrade %s: the framework says more:\n%s", request.TypeName, Diagnostics(plain.Diagnostics))
	}
	c.same("upgrade", request.TypeName, response.UpgradedState, plain.UpgradedState)
	return response, nil
}

func (c *frameworkComparer) count(call string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.quick[call]++
}

func (c *frameworkComparer) same(call, typeName string, quick, plain *tfprotov6.DynamicValue) {
	typ := c.schemas.ResourceSchemas[typeName].ValueType()
	left, errLeft := quick.Unmarshal(typ)
	right, errRight := plain.Unmarshal(typ)
	if errLeft != nil || errRight != nil || !left.Equal(right) {
		c.t.Errorf("%s %s: the quick answer is\n%s %v\nbut the framework's is\n%s %v", call, typeName, left, errLeft, right, errRight)
	}
}

func (c *frameworkComparer) sameIdentity(call, typeName string, quick, plain *tfprotov6.ResourceIdentityData) {
	if diff := cmp.Diff(quick.IdentityData.MsgPack, plain.IdentityData.MsgPack); diff != "" {
		c.t.Errorf("%s %s: the quick identity is not the framework's:\n%s", call, typeName, diff)
	}
}
