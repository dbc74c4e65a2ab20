// Package crud has the flow of a managed object, once for all kinds: create, read, update, delete, import, move, identity,
// lists and data sources. A service describes its kind in a Spec, and embeds Resource if Terraform must treat it differently.
//
// What belongs elsewhere: tfvalue decides what values mean, apidiag turns errors of the API into diagnostics, fastpath
// skips unchanged resources, and rebilly sends the requests.
//
// Files use only files that are further down in this list:
//
//	interfaces.go               the framework interfaces that are implemented
//	data.go, list.go            data sources and list resources
//	generate.go                 generated configuration
//	modifyplan.go, create.go, read.go, update.go, delete.go
//	settings.go                 what is different about settings
//	import.go, move.go          the states that are read like an import
//	writeonly.go                write-only arguments
//	conflict.go                 changes by others during an update
//	expiration.go               objects that Rebilly removes at a time
//	normalization.go            values that Rebilly stores differently than planned
//	private.go                  the private state
//	resource.go                 Resource: schema, configuration, saving a state
//	protect.go                  deletion_protection
//	schema.go, planmodifier.go  the attributes that every resource has
//	key.go                      key, id, identity
//	configure.go, panic.go      used by services too
//	spec.go                     Spec, and what of it has no type parameter
package crud

import (
	"cmp"
	"context"
	"iter"
	"net/url"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// API reads and writes the objects of one kind. rebilly.Collection implements it.
type API[A rebilly.Object] interface {
	// Get reads an object. If there is none, rebilly.IsNotFound reports true for the error.
	Get(ctx context.Context, id string) (A, error)
	// GetCached returns the object from a list that several reads share; false if it must be read by Get.
	GetCached(ctx context.Context, id string) (A, bool)
	// Create stores an object under an id; existed reports whether it overwrote one.
	Create(ctx context.Context, id string, object A) (stored A, existed bool, err error)
	// Update changes what differs between was and want; live is the object immediately before the update.
	Update(ctx context.Context, id string, was, want A) (stored, live A, err error)
	Delete(ctx context.Context, id string) error
	// ExpectVersion records what is known of an object: responses that are older are not accepted.
	ExpectVersion(id string, known rebilly.Version)
	// LastVersion returns the version of the most recent response for an object, the zero value if there is none.
	LastVersion(id string) rebilly.Version
	// List reads the objects that a query selects: attributes of the key except the last, filter, sort, q, and the page limit.
	// After a *rebilly.DecodeError the listing continues with the next object; every other error ends it.
	List(ctx context.Context, query url.Values) iter.Seq2[A, error]
}

// Identity is where the key of an object comes from, and so how objects are created.
type Identity int

const (
	// ConfiguredID is a key that the configuration has. If it has no id, the provider generates one. Rebilly's PUT creates objects.
	ConfiguredID Identity = iota
	// ServerID is an id that Rebilly assigns. API.Create gets no id, and returns an object with its id.
	ServerID
	// Settings are the only object of an organization, which is their key. They always exist: a create reads and updates them, a
	// destroy leaves them or restores what a create has replaced. API.Create and API.Delete are not called. What is not configured
	// is kept. The model has the attributes organization_id and on_destroy, and neither id nor timeouts.
	Settings
)

// Consistency is when Rebilly completes creates and deletes.
type Consistency int

const (
	// Immediate consistency completes them before the response.
	Immediate Consistency = iota
	// EventualDelete completes a delete after the response. A destroy waits until the object is gone, and a create of the same key
	// is repeated while Rebilly refuses it with a conflict, although the object does not exist.
	EventualDelete
	// Eventual consistency also completes a create after the response. A create waits until the object can be read.
	Eventual
)

// Spec describes one kind of managed object. M is its Terraform model, A its API object.
type Spec[M any, A rebilly.Object] struct {
	// Name is the name in texts, from which the type name follows: "product" is rebilly_product, "API key" rebilly_api_key.
	Name string
	// Plural is the name of several objects in texts, from which the type name of the plural data source follows. The default is
	// the name with an s; that of Settings is the name.
	Plural string
	// Path is the path of the objects below the organization. The default follows from Plural: "API keys" is api-keys.
	Path string
	// Identity is ConfiguredID by default.
	Identity Identity
	// IDPrefix starts the ids that the provider generates, as Rebilly's own ids do: "prod_".
	IDPrefix string
	// Key are the attributes that identify an object that has a natural key. Nil means id.
	// Their values, joined by slashes, are the id for API and for imports. A change replaces the object. With ServerID, the last
	// one is id.
	Key []string
	// CaseInsensitiveKey is true if keys that differ only in case are those of the same object.
	CaseInsensitiveKey bool
	// RenamesInPlace is true if an update can change the last attribute of the key.
	RenamesInPlace bool
	// Consistency is Immediate by default. The other ones add a timeout for create.
	Consistency Consistency
	// DisplayNameAttribute is the attribute by which a data source finds an object that has an id.
	DisplayNameAttribute string
	// SelectorAttributes are strings and booleans by which a data source chooses among several objects with the same display name.
	SelectorAttributes []string
	// ListParameters are the query parameters of the API's list: filter, sort, q.
	ListParameters []string
	// ResourceOnlyAttributes are the attributes that data sources do not have.
	ResourceOnlyAttributes []string
	// UnionAttributes are the attributes of which exactly one is set, possibly to an empty object.
	UnionAttributes []string
	// Schema returns the attributes except id and timeouts, which are added here.
	Schema func() schema.Schema
	API    func(*rebilly.Client) API[A]
	// PartialUpdates is true if an update sends only what changes. Otherwise every update sends the secrets, too.
	PartialUpdates bool
	// ToAPI and FromAPI are pure. The prior of FromAPI is what Terraform holds, the plan or the state; nil on import.
	// FromAPI leaves out the attributes that are carried over from prior for all kinds: see carriedOver.
	ToAPI   func(M) A
	FromAPI func(object A, prior *M) M
	// PruneImported, if set, removes from was, an imported object, the fields that want does not mention.
	// It reports whether the configuration has changed them.
	PruneImported func(was *A, want A) bool
	// PlanCheck, if set, checks a planned configuration against Rebilly. It is not called for a destroy.
	PlanCheck func(ctx context.Context, client *rebilly.Client, config tfsdk.Config, state tfsdk.State) diag.Diagnostics
	// RequiresReplace, if set, reports whether a plan replaces the object. A change of the key always does.
	RequiresReplace func(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) (bool, diag.Diagnostics)
	// Undeletable is true if Rebilly cannot delete the objects. A destroy updates an object with MarkDestroyed or, if that is nil,
	// only removes it from the state. The plan has a warning.
	Undeletable   bool
	MarkDestroyed func(*A)
	// ExpirationAttribute, if set, has the time at which Rebilly removes an object, which is missing without having been deleted
	// after it.
	ExpirationAttribute string
	// AccessAdvice replaces the usual advice when Rebilly refuses the key of a create, update or delete (401, 403).
	AccessAdvice map[string]string
	// ConflictAdvice replaces the usual advice when Rebilly refuses a create, update or delete with a conflict (409).
	ConflictAdvice map[string]string
}

// kind is the part of a Spec that has no type parameter.
type kind struct {
	name, plural string
	// path is the path of the objects below the organization.
	path     string
	identity Identity
	// key are the attributes that identify an object: at least one.
	key []string
	// hasID is true if the key is the attribute id.
	hasID bool
	// caseInsensitive, renames and consistency are as in Spec.
	caseInsensitive, renames bool
	consistency              Consistency
	// isForgotten is true if a destroy sends no request.
	isForgotten bool
	// displayName, selectors, listParameters, resourceOnly and unions are as in Spec.
	displayName                                     string
	selectors, listParameters, resourceOnly, unions []string
	// specSchema builds the schema of Spec once. The caller must not modify it.
	specSchema func() schema.Schema
}

func (s Spec[M, A]) kind() kind {
	k := kind{
		name: s.Name, plural: s.Plural, path: s.Path, identity: s.Identity, key: s.Key, caseInsensitive: s.CaseInsensitiveKey,
		renames: s.RenamesInPlace, consistency: s.Consistency, isForgotten: s.Undeletable && s.MarkDestroyed == nil,
		displayName: s.DisplayNameAttribute, selectors: s.SelectorAttributes,
		listParameters: s.ListParameters, resourceOnly: s.ResourceOnlyAttributes, unions: s.UnionAttributes,
		specSchema: sync.OnceValue(s.Schema),
	}
	switch {
	case k.isSettings():
		k.key = []string{organizationID}
		k.plural = cmp.Or(k.plural, k.name)
	case k.key == nil:
		k.key, k.hasID = []string{"id"}, true
	}
	k.plural = cmp.Or(k.plural, k.name+"s")
	k.path = cmp.Or(k.path, strings.ReplaceAll(typeName(k.plural), "_", "-"))
	return k
}

// AttributeTypes returns the types of all attributes of the resource, with those that are added to Schema.
func (s Spec[M, A]) AttributeTypes(ctx context.Context) map[string]attr.Type {
	attributes := s.kind().schema(ctx).Attributes
	attributeTypes := make(map[string]attr.Type, len(attributes))
	for name, attribute := range attributes {
		attributeTypes[name] = attribute.GetType()
	}
	return attributeTypes
}

// isSettings reports whether the kind has exactly one object in every organization.
func (k kind) isSettings() bool { return k.identity == Settings }

// typeName returns the type without the prefix rebilly_.
func (k kind) typeName() string { return typeName(k.name) }

func typeName(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "_") }

// lastKey returns the attribute of the key that is unique among objects with the same parent.
func (k kind) lastKey() string { return k.key[len(k.key)-1] }

// withArticle returns a name with the indefinite article.
func withArticle(name string) string {
	if strings.ContainsAny(name[:1], "aeioAEIO") {
		return "an " + name
	}
	return "a " + name
}
