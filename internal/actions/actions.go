// Package actions implements the provider's actions: operations of Rebilly that are done once and leave nothing to manage. Terraform
// invokes actions from 1.14 on; older versions and OpenTofu ignore them.
package actions

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/apidiag"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// All returns all actions.
func All() []func() action.Action {
	var all []func() action.Action
	for _, newAction := range remoteActions {
		all = append(all, func() action.Action { return newAction() })
	}
	return all
}

// Permissions returns the ids of the API operations that each action may call, by the type of the action.
func Permissions() map[string][]string {
	permissions := map[string][]string{}
	for _, newAction := range remoteActions {
		a := newAction()
		permissions[crud.ProviderTypeName+"_"+a.name] = a.permissions
	}
	return permissions
}

var remoteActions = []func() *remoteAction{expireCoupon, sendTestWebhook, sendTestEmail, resendVerification, publishDraft}

var (
	_ action.Action               = (*remoteAction)(nil)
	_ action.ActionWithConfigure  = (*remoteAction)(nil)
	_ action.ActionWithModifyPlan = (*remoteAction)(nil)
)

// remoteAction is an action that sends requests to Rebilly.
type remoteAction struct {
	name   string
	schema schema.Schema
	// verb and object name the action in diagnostics: "expire", "coupon".
	verb, object string
	// permissions are the ids of the API operations that the action may call.
	permissions []string
	// repeatable is true if it does no harm to invoke the action again after an unknown outcome.
	repeatable bool
	// plan, if set, checks the configuration in a Terraform plan. It sends only reads.
	plan   func(context.Context, call)
	invoke func(context.Context, call)

	client *rebilly.Client
}

// call is a call of an action: a plan or an invocation.
type call struct {
	*remoteAction
	config      tfsdk.Config
	diagnostics *diag.Diagnostics
	// report shows progress in the output of Terraform.
	report func(format string, arguments ...any)
}

// Metadata implements action.Action.
func (a *remoteAction) Metadata(_ context.Context, request action.MetadataRequest, response *action.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_" + a.name
}

// Schema implements action.Action.
func (a *remoteAction) Schema(_ context.Context, _ action.SchemaRequest, response *action.SchemaResponse) {
	response.Schema = a.schema
}

// Configure implements action.ActionWithConfigure.
func (a *remoteAction) Configure(_ context.Context, request action.ConfigureRequest, response *action.ConfigureResponse) {
	a.client = crud.ConfiguredClient(request.ProviderData, &response.Diagnostics)
}

// ModifyPlan implements action.ActionWithModifyPlan. Without credentials, the invocation reports what is missing.
func (a *remoteAction) ModifyPlan(ctx context.Context, request action.ModifyPlanRequest, response *action.ModifyPlanResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	if a.plan != nil && a.client.ConfigurationError() == nil {
		a.plan(ctx, call{remoteAction: a, config: request.Config, diagnostics: &response.Diagnostics})
	}
}

// Invoke implements action.Action.
func (a *remoteAction) Invoke(ctx context.Context, request action.InvokeRequest, response *action.InvokeResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	a.invoke(ctx, call{
		remoteAction: a, config: request.Config, diagnostics: &response.Diagnostics,
		report: func(format string, arguments ...any) {
			response.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf(format, arguments...)})
		},
	})
}

// text returns a text of the configuration. It is null, too, after an error, which is in the diagnostics.
func (c call) text(ctx context.Context, name string) types.String {
	var value types.String
	c.diagnostics.Append(c.config.GetAttribute(ctx, path.Root(name), &value)...)
	return value
}

// fail adds the diagnostics of a failed request.
func (c call) fail(err error) {
	operation := apidiag.Operation{Verb: c.verb, Object: c.object, Target: c.client.Target(), Value: c.config.Raw}
	operation.UnknownOutcomeAdvice = "Rebilly may have done this anyway, so the provider does not repeat it. Check in Rebilly before you " +
		"invoke the action again."
	if c.repeatable {
		operation.UnknownOutcomeAdvice = "Rebilly may have done this anyway. Invoking the action again does no harm."
	}
	c.diagnostics.Append(operation.Diagnostics(err)...)
}

// find returns an object that exists. If it does not, or if the request fails, it adds an error with advice for a missing object.
func find[T any](ctx context.Context, c call, get func(context.Context, string) (T, error), id, name, advice string) (object T, ok bool) {
	object, err := get(ctx, id)
	isGone, err := c.client.ConfirmNotFound(ctx, err)
	switch {
	case isGone:
		c.diagnostics.AddAttributeError(path.Root("id"), fmt.Sprintf("%s not found: %q", name, id),
			fmt.Sprintf("It does not exist in %s. Check the id, the organization and the environment.%s", c.client.Target(), advice))
	case err != nil:
		c.fail(err)
	}
	return object, err == nil && !isGone
}
