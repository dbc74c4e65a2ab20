package crud

import (
	"context"
	"iter"
	"net/url"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// API is where objects of one kind live. rebilly.Collection is one.
type API[A rebilly.Object] interface {
	// Get's error satisfies rebilly.IsNotFound where there is no object.
	Get(ctx context.Context, id string) (A, error)
	// GetCached is the object as a list told it that many reads share; false where it has to be read by Get.
	GetCached(ctx context.Context, id string) (A, bool)
	// Create stores an object under an id; existed tells that it overwrote another one.
	Create(ctx context.Context, id string, object A) (stored A, existed bool, err error)
	// Update changes what differs between was and want; live is the object as it was just before.
	Update(ctx context.Context, id string, was, want A) (stored, live A, err error)
	Delete(ctx context.Context, id string) error
	// List reads what a query selects: attributes of the key but for the last, filter, sort, q, and a limit of the page.
	// An *rebilly.Unreadable is an object that is passed over; every other error ends the listing.
	List(ctx context.Context, query url.Values) iter.Seq2[A, error]
}

// Spec describes one kind of managed object. M is its Terraform model, A its API object.
type Spec[M any, A rebilly.Object] struct {
	// Name is what people call the object: "product" makes the type rebilly_product, "API key" rebilly_api_key.
	Name string
	// IDPrefix begins the ids that are made here, as Rebilly's own begin: "prod_".
	IDPrefix string
	// Key are the attributes that identify the object where it has a natural key instead of an id; nil stands for id.
	// Their values, joined by slashes, are the id that the Store takes and that people import by.
	Key []string
	// DisplayNameAttribute is the attribute that people know the object by, where it has an id.
	DisplayNameAttribute string
	// ListParameters are what the API's list takes: filter, sort, q.
	ListParameters []string
	// ResourceOnlyAttributes are the attributes that no data source has, because Terraform alone knows them, or nobody should.
	ResourceOnlyAttributes []string
	// UnionAttributes are the attributes of which exactly one is set, if only to an empty object, where that says what kind of
	// thing the object is.
	UnionAttributes []string
	// Schema makes the attributes besides timeouts, which every resource has, and id.
	Schema func() schema.Schema
	API    func(*rebilly.Client) API[A]
	// ToAPI and FromAPI are pure. FromAPI's prior is what Terraform held before, the plan or the state;
	// it is nil on import. FromAPI takes from it what only Terraform knows.
	ToAPI   func(M) A
	FromAPI func(object A, prior *M) M
	// PruneImported, where set, takes from was, an imported object, what want does not name and others may have set.
	// It tells whether the configuration has something to say of that now.
	PruneImported func(was *A, want A) bool
	// PlanCheck, where set, holds a planned configuration to what only Rebilly knows. It is not called when destroying.
	PlanCheck func(ctx context.Context, client *rebilly.Client, config tfsdk.Config, state tfsdk.State) diag.Diagnostics
	// RequiresReplace, where set, tells of a plan that puts another object in the place of one, besides those that change its key.
	RequiresReplace func(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) bool
	// ConflictAdvice is what to do when Rebilly refuses a create, update or delete because of what else exists (409), instead of the usual.
	ConflictAdvice map[string]string
}
