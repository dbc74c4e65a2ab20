package functions

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/mountconfig"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

const (
	environment    = "environment"
	organizationID = "organization_id"
)

func mountConfigFunction() *pureFunction {
	return &pureFunction{
		name: "mount_config",
		definition: function.Definition{
			Summary: "Creates the options of a checkout page",
			MarkdownDescription: "Returns the options that a page passes to `RebillyInstruments.mount()`: those of the data source " +
				"`rebilly_purchase_config`, with the same checks, except those that compare them with Rebilly. Terraform defers a data source " +
				"when anything that it depends on changes; the function is evaluated in every plan, so an output shows only what changes.\n\n" +
				"Attributes that are not known yet stay unknown, and the others are known and checked. The result has no null attributes and no " +
				"customer's token: `merge()` it with `{ jwt = ... }`.",
			Parameters: []function.Parameter{function.DynamicParameter{
				Name:               "options",
				AllowUnknownValues: true,
				MarkdownDescription: "Object with the arguments of the data source `rebilly_purchase_config`, and with `environment`, `sandbox` or " +
					"`live`, and `organization_id`, which `publishable_key` requires. An attribute that the function does not know is an error.",
			}},
			Return: function.DynamicReturn{},
		},
		run: func(ctx context.Context, arguments function.ArgumentsData) (attr.Value, *function.FuncError) {
			var argument types.Dynamic
			if failure := arguments.Get(ctx, &argument); failure != nil {
				return nil, failure
			}
			given, err := argument.ToTerraformValue(ctx)
			if err != nil {
				return nil, function.NewFuncError(err.Error())
			}
			if !given.IsKnown() {
				return types.DynamicUnknown(), nil
			}
			config, errs := mountConfig(ctx, given)
			if len(errs) > 0 {
				return nil, function.NewArgumentFuncError(0, strings.Join(errs, "\n"))
			}
			if mountconfig.IsUnknown(config) {
				return types.DynamicUnknown(), nil
			}
			options := mountconfig.Options(config, tfaccess.Attribute[types.String](config, environment),
				tfaccess.Attribute[types.String](config, organizationID))
			return types.DynamicValue(options.Value()), nil //nolint:contextcheck // the types of values do not use a context
		},
	}
}

// mountConfig returns a valid configuration, or errors.
func mountConfig(ctx context.Context, given tftypes.Value) (config types.Object, errs []string) {
	source := checkedOptions{}.schema()
	converted, err := convert(given, source.Type().TerraformType(ctx), "")
	if err != nil {
		return config, []string{err.Error()}
	}
	if errs := validate(ctx, converted); len(errs) > 0 {
		return config, errs
	}
	value, err := source.Type().ValueFromTerraform(ctx, converted)
	if err != nil {
		return config, []string{err.Error()}
	}
	config, ok := value.(types.Object)
	if !ok {
		return config, []string{"The options must be an object."}
	}
	return config, nil
}

// validate returns the errors of the framework's validation of a data source with the options as arguments.
func validate(ctx context.Context, config tftypes.Value) (errs []string) {
	server := providerserver.NewProtocol6(checkedOptions{})()
	config, err := tftypes.Transform(config, unknownElement)
	if err != nil {
		return []string{err.Error()}
	}
	encoded, err := tfprotov6.NewDynamicValue(config.Type(), config)
	if err != nil {
		return []string{err.Error()}
	}
	response, err := server.ValidateDataResourceConfig(ctx, &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: checkedOptionsType, Config: &encoded,
	})
	if err != nil {
		return []string{err.Error()}
	}
	tfvalue.ExplainNumbers(response.Diagnostics, func() (tftypes.Value, error) { return config, nil })
	for _, diagnostic := range response.Diagnostics {
		if diagnostic.Severity == tfprotov6.DiagnosticSeverityError {
			// The framework's advice about the documentation of the provider is not about functions.
			detail, _, _ := strings.Cut(diagnostic.Detail, "\n\nRefer to the provider documentation")
			text := diagnostic.Summary + ": " + detail
			if at := pathText(diagnostic.Attribute); at != "" {
				text = at + ": " + text
			}
			errs = append(errs, text)
		}
	}
	return errs
}

// unknownElement replaces an object in a list that is unknown by one with unknown attributes: the framework reports its required attributes
// as missing.
func unknownElement(at *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
	object, ok := value.Type().(tftypes.Object)
	if _, isElement := at.LastStep().(tftypes.ElementKeyInt); !ok || !isElement || value.IsKnown() {
		return value, nil
	}
	attributes := map[string]tftypes.Value{}
	for name, kind := range object.AttributeTypes {
		attributes[name] = tftypes.NewValue(kind, tftypes.UnknownValue)
	}
	return tftypes.NewValue(object, attributes), nil
}

// checkedOptionsType is the type of a data source that no configuration can have.
const checkedOptionsType = "mount_config"

// checkedOptions is a provider with one data source, whose arguments are the options. The framework validates them as those of the data
// source rebilly_purchase_config.
type checkedOptions struct{}

var (
	_ provider.Provider                       = checkedOptions{}
	_ datasource.DataSourceWithValidateConfig = checkedOptionsSource{}
)

func (checkedOptions) schema() schema.Schema {
	attributes := mountconfig.Attributes()
	attributes[environment] = schema.StringAttribute{
		Required: true, Validators: []validator.String{stringvalidator.OneOf("sandbox", "live")},
	}
	attributes[organizationID] = schema.StringAttribute{
		Optional:   true,
		Validators: []validator.String{validators.OrganizationID()},
	}
	return schema.Schema{Attributes: attributes}
}

func (checkedOptions) Metadata(context.Context, provider.MetadataRequest, *provider.MetadataResponse) {
}

func (checkedOptions) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (checkedOptions) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

func (checkedOptions) Resources(context.Context) []func() resource.Resource { return nil }

func (checkedOptions) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return checkedOptionsSource{} }}
}

type checkedOptionsSource struct{ checkedOptions }

func (checkedOptionsSource) Metadata(_ context.Context, _ datasource.MetadataRequest, response *datasource.MetadataResponse) {
	response.TypeName = checkedOptionsType
}

func (s checkedOptionsSource) Schema(_ context.Context, _ datasource.SchemaRequest, response *datasource.SchemaResponse) {
	response.Schema = s.schema()
}

func (checkedOptionsSource) Read(context.Context, datasource.ReadRequest, *datasource.ReadResponse) {}

func (checkedOptionsSource) ValidateConfig(
	ctx context.Context, request datasource.ValidateConfigRequest, response *datasource.ValidateConfigResponse,
) {
	mountconfig.Validate(request.Config.Raw, &response.Diagnostics)
	var key, environmentOfKey, organization types.String
	for name, target := range map[string]*types.String{
		"publishable_key": &key, environment: &environmentOfKey, organizationID: &organization,
	} {
		response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root(name), target)...)
	}
	if environmentOfKey.ValueString() != "" {
		mountconfig.ValidateKey(key.ValueString(), environmentOfKey.ValueString(), &response.Diagnostics)
	}
	if !key.IsNull() && organization.IsNull() {
		response.Diagnostics.Append(diag.NewAttributeErrorDiagnostic(path.Root(organizationID), "Missing organization_id",
			"A publishable key requires the organization. Set organization_id."))
	}
}
