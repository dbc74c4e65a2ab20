package server

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// releasing is the framework's server with contexts that hold nothing after a call. The framework keeps the context of each call, with
// its loggers, until the process ends, which was most of the memory of a large run.
type releasing struct{ framework }

// ValidateResourceConfig implements tfprotov6.ProviderServer.
func (r releasing) ValidateResourceConfig(ctx context.Context,
	request *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return released(ctx, request, r.framework.ValidateResourceConfig)
}

// ReadResource implements tfprotov6.ProviderServer.
func (r releasing) ReadResource(ctx context.Context, request *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return released(ctx, request, r.framework.ReadResource)
}

// PlanResourceChange implements tfprotov6.ProviderServer.
func (r releasing) PlanResourceChange(ctx context.Context,
	request *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	return released(ctx, request, r.framework.PlanResourceChange)
}

// ApplyResourceChange implements tfprotov6.ProviderServer.
func (r releasing) ApplyResourceChange(ctx context.Context,
	request *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return released(ctx, request, r.framework.ApplyResourceChange)
}

// released makes a call with a context that is released after it.
func released[Request, Response any](ctx context.Context, request Request,
	call func(context.Context, Request) (Response, error),
) (Response, error) {
	ctx, cancel := context.WithCancel(ctx)
	c := new(callContext)
	c.current.Store(&ctx)
	defer c.current.Store(&ended) //nolint:contextcheck // the call has ended
	defer cancel()
	return call(c, request) //nolint:contextcheck // it is the context of the call until the call ends
}

// callContext is the context of a call, and a canceled one without values after that.
type callContext struct {
	current atomic.Pointer[context.Context]
}

// ended is the context after a call.
var ended = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

var _ context.Context = (*callContext)(nil)

func (c *callContext) Deadline() (time.Time, bool) { return (*c.current.Load()).Deadline() }

func (c *callContext) Done() <-chan struct{} { return (*c.current.Load()).Done() }

func (c *callContext) Err() error { return (*c.current.Load()).Err() }

func (c *callContext) Value(key any) any { return (*c.current.Load()).Value(key) }
