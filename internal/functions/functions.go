// Package functions implements the provider's functions. They are pure: Terraform calls them in a provider that is not configured, and
// checks that the same arguments give the same result.
package functions

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
)

// All returns the functions of a provider that offers what is registered, and actions. actionPermissions are the ids of the API operations
// that they may call, by the type of the action.
func All(registrations []crud.Registration, actionPermissions map[string][]string) []func() function.Function {
	var all []func() function.Function
	for _, f := range []*pureFunction{
		filterFunction(), mountConfigFunction(), permissionsFunction(), providerPermissionsFunction(registrations, actionPermissions),
		quoteFunction(),
	} {
		all = append(all, func() function.Function { return f })
	}
	return all
}

var _ function.Function = (*pureFunction)(nil)

// pureFunction is a function without a state.
type pureFunction struct {
	name       string
	definition function.Definition
	run        func(ctx context.Context, arguments function.ArgumentsData) (attr.Value, *function.FuncError)
}

// Metadata implements function.Function.
func (f *pureFunction) Metadata(_ context.Context, _ function.MetadataRequest, response *function.MetadataResponse) {
	response.Name = f.name
}

// Definition implements function.Function.
func (f *pureFunction) Definition(_ context.Context, _ function.DefinitionRequest, response *function.DefinitionResponse) {
	response.Definition = f.definition
}

// Run implements function.Function.
func (f *pureFunction) Run(ctx context.Context, request function.RunRequest, response *function.RunResponse) {
	defer func() {
		if cause := recover(); cause != nil {
			response.Error = function.NewFuncError(fmt.Sprintf(
				"Unexpected provider error (panic). Please report this to the developers of the provider.\n\n%v\n\n%s", cause, debug.Stack()))
		}
	}()
	result, failure := f.run(ctx, request.Arguments)
	if failure == nil {
		failure = response.Result.Set(ctx, result)
	}
	response.Error = failure
}

// invalid returns the error for an invalid argument. text is a sentence without its capital letter and its period.
func invalid(argument int64, text string) *function.FuncError {
	return function.NewArgumentFuncError(argument, naming.Capitalized(text)+".")
}
