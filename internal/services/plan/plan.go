// Package plan implements the resource rebilly_plan, a billing plan, its list resource and its data sources.
package plan

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/customfields"
	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

var spec = crud.Spec[model, rebilly.Plan]{
	Name:                   "plan",
	IDPrefix:               "plan_",
	DisplayNameAttribute:   "name",
	SelectorAttributes:     []string{"currency", "product_id", "is_active"},
	ListParameters:         []string{"filter", "sort", "q"},
	ResourceOnlyAttributes: []string{"deletion_protection", "on_destroy"},
	Schema:                 attributes,
	API:                    func(c *rebilly.Client) crud.API[rebilly.Plan] { return c.Plans() },
	ToAPI:                  toAPI,
	FromAPI:                fromAPI,
	PlanCheck:              customfields.Check("plans"),
	PruneImported: func(imported *rebilly.Plan, configured rebilly.Plan) bool {
		return customfields.PruneImported(&imported.CustomFields, configured.CustomFields)
	},
}

// NewResource returns the resource rebilly_plan.
func NewResource() resource.Resource { return &planResource{crud.New(spec)} }

// NewListResource returns the list resource rebilly_plan.
func NewListResource() list.ListResource { return crud.New(spec) }

// NewDataSource returns the data source rebilly_plan.
func NewDataSource() datasource.DataSource { return crud.NewDataSource(spec) }

// NewPluralDataSource returns the data source rebilly_plans.
func NewPluralDataSource() datasource.DataSource { return crud.NewPluralDataSource(spec) }

var (
	_ resource.ResourceWithModifyPlan     = (*planResource)(nil)
	_ resource.ResourceWithValidateConfig = (*planResource)(nil)
)

// planResource is a crud.Resource that can deactivate a billing plan instead of deleting it, warns of changed commercial terms, and
// validates combinations of attributes (validate.go).
type planResource struct {
	*crud.Resource[model, rebilly.Plan]
}

// Read warns if the commercial terms were changed outside Terraform.
func (r *planResource) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	r.Resource.Read(ctx, request, response)
	if !response.Diagnostics.HasError() {
		response.Diagnostics.Append(commercial.PlanTerms.DriftDiagnostics(request.State.Raw, response.State.Raw)...)
	}
}

// ModifyPlan warns if the commercial terms change, and if a destroy deactivates the billing plan instead of deleting it.
func (r *planResource) ModifyPlan(
	ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse,
) {
	defer crud.RecoverPanic(&response.Diagnostics)
	r.Resource.ModifyPlan(ctx, request, response)
	destroys, diagnostics := r.DestroysOrReplaces(ctx, request.State, response.Plan)
	response.Diagnostics.Append(diagnostics...)
	response.Diagnostics.Append(
		commercial.PlanTerms.PlanDiagnostics(request.State.Raw, response.Plan.Raw, destroys, crud.Environment(r.Client()))...)
	replaced, sameID, diagnostics := r.Replaced(ctx, request)
	response.Diagnostics.Append(diagnostics...)
	ended := request.State
	if sameID {
		ended, destroys = replaced, true
	}
	if !destroys || response.Diagnostics.HasError() {
		return
	}
	var state model
	response.Diagnostics.Append(ended.Get(ctx, &state)...)
	switch {
	case state.OnDestroy != onDestroyDeactivate:
	case sameID:
		response.Diagnostics.Append(r.KeptObjectError(ctx, replaced, "its on_destroy deactivates it instead of deleting it")...)
	default:
		response.Diagnostics.AddAttributeWarning(path.Root("on_destroy"),
			"Billing plan will be deactivated, not deleted"+tfaccess.Label(ctx, ended),
			"Rebilly keeps the billing plan with is_active = false, and Terraform removes it from the state. To manage it again, import it.")
	}
}

// Delete deletes the billing plan, or deactivates it if on_destroy is "deactivate".
func (r *planResource) Delete(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse) {
	var onDestroy types.String
	response.Diagnostics.Append(request.State.GetAttribute(ctx, path.Root("on_destroy"), &onDestroy)...)
	if response.Diagnostics.HasError() {
		return
	}
	if onDestroy.ValueString() != onDestroyDeactivate {
		r.Resource.Delete(ctx, request, response)
		return
	}
	r.DeleteByUpdate(ctx, request, response, func(p *rebilly.Plan) { p.IsActive = new(false) })
}

type model struct {
	ID                 types.String       `tfsdk:"id"`
	Name               string             `tfsdk:"name"`
	ProductID          string             `tfsdk:"product_id"`
	Currency           string             `tfsdk:"currency"`
	Description        *string            `tfsdk:"description"`
	RichDescription    *string            `tfsdk:"rich_description"`
	ProductOptions     map[string]string  `tfsdk:"product_options"`
	IsActive           bool               `tfsdk:"is_active"`
	Setup              *setup             `tfsdk:"setup"`
	Pricing            *pricing           `tfsdk:"pricing"`
	Trial              *trial             `tfsdk:"trial"`
	RecurringInterval  *recurringInterval `tfsdk:"recurring_interval"`
	MeteredBilling     *meteredBilling    `tfsdk:"metered_billing"`
	CustomFields       types.Dynamic      `tfsdk:"custom_fields"`
	OnDestroy          string             `tfsdk:"on_destroy"`
	DeletionProtection types.Bool         `tfsdk:"deletion_protection"`
	Timeouts           *crud.Timeouts     `tfsdk:"timeouts"`
}

type setup struct {
	Price types.Float64 `tfsdk:"price"`
}

type trial struct {
	Price  types.Float64 `tfsdk:"price"`
	Period period        `tfsdk:"period"`
}

type period struct {
	Unit   string `tfsdk:"unit"`
	Length int64  `tfsdk:"length"`
}

type meteredBilling struct {
	Strategy string        `tfsdk:"strategy"`
	Min      types.Float64 `tfsdk:"min"`
	Max      types.Float64 `tfsdk:"max"`
	Sticky   bool          `tfsdk:"sticky"`
}

func toAPI(m model) rebilly.Plan {
	p := rebilly.Plan{
		Name:              m.Name,
		ProductID:         m.ProductID,
		Currency:          m.Currency,
		Description:       deref(m.Description),
		RichDescription:   deref(m.RichDescription),
		ProductOptions:    m.ProductOptions,
		IsActive:          &m.IsActive,
		Pricing:           m.Pricing.toAPI(),
		RecurringInterval: m.RecurringInterval.toAPI(),
		CustomFields:      customfields.ToAPI(m.CustomFields),
	}
	if m.Setup != nil {
		p.Setup = &rebilly.Setup{Price: decimal.ToJSON(m.Setup.Price)}
	}
	if m.Trial != nil {
		p.Trial = &rebilly.Trial{Price: decimal.ToJSON(m.Trial.Price), Period: rebilly.Period(m.Trial.Period)}
	}
	if m.MeteredBilling != nil {
		p.MeteredBilling = &rebilly.MeteredBilling{
			Strategy: m.MeteredBilling.Strategy,
			Min:      decimal.ToJSON(m.MeteredBilling.Min),
			Max:      decimal.ToJSON(m.MeteredBilling.Max),
			Sticky:   m.MeteredBilling.Sticky,
		}
	}
	return p
}

func fromAPI(p rebilly.Plan, prior *model) model {
	m := model{
		ID:                types.StringValue(p.ID),
		Name:              p.Name,
		ProductID:         p.ProductID,
		Currency:          p.Currency,
		Description:       &p.Description,
		RichDescription:   &p.RichDescription,
		ProductOptions:    p.ProductOptions,
		IsActive:          p.IsActive == nil || *p.IsActive,
		Pricing:           pricingFromAPI(p.Pricing),
		RecurringInterval: recurringIntervalFromAPI(p.RecurringInterval),
		OnDestroy:         onDestroyDelete,
	}
	if p.Setup != nil {
		m.Setup = &setup{Price: decimal.FromJSON(p.Setup.Price)}
	}
	if p.Trial != nil {
		m.Trial = &trial{Price: decimal.FromJSON(p.Trial.Price), Period: period(p.Trial.Period)}
	}
	if p.MeteredBilling != nil {
		m.MeteredBilling = &meteredBilling{
			Strategy: p.MeteredBilling.Strategy,
			Min:      decimal.FromJSON(p.MeteredBilling.Min),
			Max:      decimal.FromJSON(p.MeteredBilling.Max),
			Sticky:   p.MeteredBilling.Sticky,
		}
	}
	if prior == nil {
		m.CustomFields = customfields.FromAPI(p.CustomFields, nil)
		return m
	}
	m.CustomFields = customfields.FromAPI(p.CustomFields, &prior.CustomFields)
	return m
}

func deref(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}
