package crud

import (
	"context"
	"iter"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
	"github.com/rebilly/terraform-provider-rebilly/internal/fastpath"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// ProviderTypeName begins the name of every type.
const ProviderTypeName = "rebilly"

// Registration is what a service offers and needs. Each service exports one, and package provider lists them all.
// The provider, the tests of every resource type, the sandbox sweeper, chaos and API coverage read that list.
type Registration struct {
	// Resource and ListResource return the managed resource. Both are nil if the service manages no objects.
	Resource     func() resource.Resource
	ListResource func() list.ListResource
	// DataSources return the singular data source and, where there is one, the plural.
	DataSources       []func() datasource.DataSource
	EphemeralResource func() ephemeral.EphemeralResource

	// Collection is the path of the managed objects below the organization, such as "products".
	Collection string
	// AfterDestroy are the fields of the API object that mark it as destroyed, where Rebilly cannot delete it.
	// It is nil if destroying deletes the object.
	AfterDestroy map[string]any
	// Objects returns the managed objects of an organization. It is nil where they are never deleted.
	Objects func(*rebilly.Client) Objects

	// Terms, if set, are what customers agree to. A review of a plan shows them.
	Terms *commercial.Terms

	// Permissions are the ids of the API operations that the service may call. The provider's API key needs them.
	Permissions []string
	// APITag is the tag of these operations in Rebilly's API definition.
	APITag string
	// Remark is the remark about the tag in the guide on API coverage. It may be empty.
	Remark string
}

// ResourceType returns the name of the managed resource, "" if there is none.
func (r Registration) ResourceType() string {
	if r.Resource == nil {
		return ""
	}
	var response resource.MetadataResponse
	r.Resource().Metadata(context.Background(), resource.MetadataRequest{ProviderTypeName: ProviderTypeName}, &response)
	return response.TypeName
}

// TypeNames returns the names of everything that the service offers, sorted.
func (r Registration) TypeNames() []string {
	var names []string
	if name := r.ResourceType(); name != "" {
		names = append(names, name)
	}
	for _, newDataSource := range r.DataSources {
		var response datasource.MetadataResponse
		newDataSource().Metadata(context.Background(), datasource.MetadataRequest{ProviderTypeName: ProviderTypeName}, &response)
		names = append(names, response.TypeName)
	}
	if r.EphemeralResource != nil {
		var response ephemeral.MetadataResponse
		r.EphemeralResource().Metadata(context.Background(), ephemeral.MetadataRequest{ProviderTypeName: ProviderTypeName}, &response)
		names = append(names, response.TypeName)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Description returns what tests and tools know of the managed resource: its attributes, and those of its key.
func (r Registration) Description() fastpath.Description {
	if described, ok := r.Resource().(fastpath.Source); ok {
		return described.FastPath(context.Background())
	}
	return fastpath.Description{}
}

// IsDestroyed reports whether an API object has the fields of AfterDestroy.
func (r Registration) IsDestroyed(object map[string]any) bool {
	for name, value := range r.AfterDestroy {
		if object[name] != value {
			return false
		}
	}
	return r.AfterDestroy != nil
}

// Objects lists and deletes objects, whatever their Go type is.
type Objects interface {
	List(ctx context.Context) iter.Seq2[rebilly.Object, error]
	Delete(ctx context.Context, id string) error
}

// ObjectsOf returns the function for Registration.Objects.
func ObjectsOf[M any, A rebilly.Object](spec Spec[M, A]) func(*rebilly.Client) Objects {
	return func(client *rebilly.Client) Objects { return objects[A]{spec.API(client)} }
}

type objects[A rebilly.Object] struct{ api API[A] }

func (o objects[A]) List(ctx context.Context) iter.Seq2[rebilly.Object, error] {
	return func(yield func(rebilly.Object, error) bool) {
		for object, err := range o.api.List(ctx, nil) {
			if !yield(object, err) {
				return
			}
		}
	}
}

func (o objects[A]) Delete(ctx context.Context, id string) error { return o.api.Delete(ctx, id) }
