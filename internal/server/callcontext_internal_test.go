package server

import (
	"context"
	"runtime"
	"testing"
	"weak"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

// TestServer_ReleasesContexts makes a call of each kind that is made for every object, and holds the server.
func TestServer_ReleasesContexts(t *testing.T) {
	p := provider.New("test")()
	s, err := wrap(providerserver.NewProtocol6(p)(), p)
	if err != nil {
		t.Fatal(err)
	}
	calls := map[string]func(context.Context) error{
		"validate": func(ctx context.Context) error {
			_, err := s.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: "rebilly_product"})
			return err
		},
		"read": func(ctx context.Context) error {
			_, err := s.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: "rebilly_product"})
			return err
		},
		"plan": func(ctx context.Context) error {
			_, err := s.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{TypeName: "rebilly_product"})
			return err
		},
		"apply": func(ctx context.Context) error {
			_, err := s.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{TypeName: "rebilly_product"})
			return err
		},
	}
	for name, call := range calls {
		logger := new([64]byte)
		held := weak.Make(logger)
		ctx := context.WithValue(t.Context(), &calls, logger)
		if err := call(ctx); err != nil {
			t.Errorf("%s: got %v, want no error", name, err)
		}
		runtime.GC()
		if held.Value() != nil {
			t.Errorf("%s: the server holds the context of a call that has ended", name)
		}
	}
	runtime.KeepAlive(s)
}
