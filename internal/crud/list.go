package crud

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/apidiag"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// pageSize is the largest page of Rebilly's lists.
const pageSize = 1000

// ListResourceConfigSchema implements list.ListResource.
func (r *Resource[M, A]) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest,
	response *list.ListResourceSchemaResponse,
) {
	attributes := map[string]listschema.Attribute{}
	for name, a := range r.kind.listArguments() {
		attributes[name] = listschema.StringAttribute{
			Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
		}
	}
	response.Schema = listschema.Schema{
		MarkdownDescription: fmt.Sprintf("Lists the %s of the organization, to import them and to generate their configuration.", r.kind.plural),
		Attributes:          attributes,
	}
}

// List implements list.ListResource. It reads a page only when its results are requested.
func (r *Resource[M, A]) List(ctx context.Context, request list.ListRequest, stream *list.ListResultsStream) {
	query, diagnostics := r.kind.query(ctx, request.Config)
	if diagnostics.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diagnostics)
		return
	}
	if request.Limit > 0 && request.Limit < pageSize {
		query.Set("limit", strconv.FormatInt(request.Limit, 10))
	}
	stream.Results = r.results(ctx, request, r.spec.API(r.client).List(ctx, query))
}

func (r *Resource[M, A]) results(ctx context.Context, request list.ListRequest, objects iter.Seq2[A, error]) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		for object, err := range objects {
			var unreadable *rebilly.DecodeError
			switch {
			case errors.As(err, &unreadable):
				var warning diag.Diagnostics
				warning.AddWarning("Unable to list "+r.kind.name,
					fmt.Sprintf("The %s %q is left out: %s. A newer version of the provider may support it.", r.kind.name, unreadable.ID, unreadable.Err))
				if !push(list.ListResult{Diagnostics: warning}) {
					return
				}
			case err != nil:
				push(list.ListResult{Diagnostics: r.kind.listError(r.client, err, request.Config)})
				return
			case !push(r.result(ctx, request, object)):
				return
			}
		}
	}
}

func (r *Resource[M, A]) result(ctx context.Context, request list.ListRequest, object A) (result list.ListResult) {
	result = request.NewListResult(ctx)
	defer RecoverPanic(&result.Diagnostics)
	result.DisplayName = rebilly.Printable(cmp.Or(object.DisplayName(), object.Key()))
	result.Diagnostics.Append(r.kind.setIdentity(ctx, r.client, r.kind.split(object.Key()), result.Identity)...)
	if request.IncludeResource {
		result.Diagnostics.Append(result.Resource.Set(ctx, r.spec.FromAPI(object, nil))...)
		result.Diagnostics.Append(r.kind.setDefaults(ctx, r.client, result.Resource)...)
	}
	return result
}

// listArguments returns the arguments that select objects of the kind.
func (k kind) listArguments() map[string]schema.StringAttribute {
	arguments := map[string]schema.StringAttribute{}
	for _, name := range k.key[:len(k.key)-1] {
		attribute, _ := k.specSchema().Attributes[name].(schema.StringAttribute)
		attribute.MarkdownDescription = firstSentence(attribute.MarkdownDescription)
		attribute.Required, attribute.Computed = true, false
		arguments[name] = attribute
	}
	example := "status:active"
	if k.displayName != "" {
		example = k.displayName + ":Premium"
	}
	for name, description := range map[string]string{
		"filter": "Rebilly search filter, such as `" + example + "`: `,` separates the allowed values of a field, `;` " +
			"separates fields. Default: all.",
		"q": "Text to search for in text fields. Default: all.",
		"sort": "Fields to sort by, separated by commas; the prefix `-` sorts in descending order, as in `-createdTime`. " +
			"Default: Rebilly's order.",
	} {
		if slices.Contains(k.listParameters, name) {
			arguments[name] = schema.StringAttribute{Optional: true, MarkdownDescription: description}
		}
	}
	return arguments
}

// query returns the query for the API's list.
func (k kind) query(ctx context.Context, config tfsdk.Config) (url.Values, diag.Diagnostics) {
	var diagnostics diag.Diagnostics
	query := url.Values{}
	for name := range k.listArguments() {
		var value types.String
		diagnostics.Append(config.GetAttribute(ctx, path.Root(name), &value)...)
		if value.ValueString() != "" {
			query.Set(naming.Camel(name), value.ValueString())
		}
	}
	return query, diagnostics
}

// listError returns the diagnostics for a list that could not be read completely.
func (k kind) listError(client *rebilly.Client, err error, config tfsdk.Config) diag.Diagnostics {
	if !errors.Is(err, rebilly.ErrPaginationLimit) {
		return apidiag.Operation{Verb: "list", Object: k.plural, Target: client.Target(), Value: config.Raw}.Diagnostics(err)
	}
	var diagnostics diag.Diagnostics
	diagnostics.AddError(fmt.Sprintf("Unable to list %s: too many results", k.plural),
		fmt.Sprintf("Listing the %s in %s: %s. Narrow the query with filter, and list the rest with a different filter.",
			k.plural, client.Target(), rebilly.ErrPaginationLimit))
	return diagnostics
}
