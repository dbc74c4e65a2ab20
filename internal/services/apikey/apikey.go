// Package apikey implements the resource rebilly_api_key and the ephemeral resource of the same name, which returns the value of a key.
package apikey

import (
	"cmp"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/acl"
	"github.com/rebilly/terraform-provider-rebilly/internal/allowedips"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// displayName is the name of the object in diagnostics.
const displayName = "API key"

var spec = crud.Spec[model, rebilly.APIKey]{
	Name:                   displayName,
	IDPrefix:               "api_key_",
	DisplayNameAttribute:   "description",
	ListParameters:         []string{"filter", "sort"},
	ResourceOnlyAttributes: []string{"deletion_protection", "rotation_triggers", "store_secret", "secret_key", "publishable_key"},
	Schema:                 attributes,
	API:                    func(c *rebilly.Client) crud.API[rebilly.APIKey] { return c.APIKeys() },
	ToAPI:                  toAPI,
	FromAPI:                fromAPI,
	RequiresReplace:        replaces,
}

// NewListResource returns the list resource rebilly_api_key.
func NewListResource() list.ListResource { return crud.New(spec) }

// NewDataSource returns the data source rebilly_api_key.
func NewDataSource() datasource.DataSource { return crud.NewDataSource(spec) }

// NewPluralDataSource returns the data source rebilly_api_keys.
func NewPluralDataSource() datasource.DataSource { return crud.NewPluralDataSource(spec) }

var (
	_ resource.Resource               = (*keyResource)(nil)
	_ resource.ResourceWithModifyPlan = (*keyResource)(nil)
)

// keyResource adds to the generic resource the value of the key (secret.go) and the protection of the provider's own key
// (provider_key.go).
type keyResource struct {
	*crud.Resource[model, rebilly.APIKey]
	// requiredPermissions are the operations that a run may use. Which of them it uses depends on the configuration.
	requiredPermissions []string
}

type model struct {
	ID                 types.String      `tfsdk:"id"`
	Description        string            `tfsdk:"description"`
	Type               string            `tfsdk:"type"`
	ACL                []acl.Entry       `tfsdk:"acl"`
	AllowedIPs         []string          `tfsdk:"allowed_ips"`
	RotationTriggers   map[string]string `tfsdk:"rotation_triggers"`
	StoreSecret        bool              `tfsdk:"store_secret"`
	SecretKey          types.String      `tfsdk:"secret_key"`
	PublishableKey     types.String      `tfsdk:"publishable_key"`
	DeletionProtection types.Bool        `tfsdk:"deletion_protection"`
	Timeouts           *crud.Timeouts    `tfsdk:"timeouts"`
}

func toAPI(m model) rebilly.APIKey {
	return rebilly.APIKey{
		Description: m.Description,
		Type:        m.Type,
		ACL:         acl.ToAPI(m.ACL),
		AllowedIPs:  allowedips.CanonicalAll(m.AllowedIPs),
	}
}

func fromAPI(k rebilly.APIKey, prior *model) model {
	if prior == nil {
		prior = &model{SecretKey: types.StringNull(), PublishableKey: types.StringNull()}
	}
	m := model{
		ID:               types.StringValue(k.ID),
		Description:      k.Description,
		Type:             cmp.Or(k.Type, rebilly.SecretKey),
		ACL:              acl.FromAPI(k.ACL, prior.ACL),
		AllowedIPs:       allowedips.PreserveFormat(k.AllowedIPs, prior.AllowedIPs),
		RotationTriggers: prior.RotationTriggers,
		StoreSecret:      prior.StoreSecret,
		SecretKey:        types.StringNull(),
		PublishableKey:   types.StringNull(),
	}
	switch {
	case m.Type == rebilly.PublishableKey:
		m.PublishableKey = preserveSecret(prior.PublishableKey, k.SecretKey)
	case m.StoreSecret:
		m.SecretKey = preserveSecret(prior.SecretKey, k.SecretKey)
	}
	return m
}
