package coretest_test

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"os"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	pschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

const thing = "demo_thing"

// demo is a well-behaved provider whose API is a map in memory.
type demo struct {
	mu      sync.Mutex
	objects map[string]map[string]tftypes.Value

	// failure makes every create and update fail after it was carried out.
	failure string
	// sabotage is a way to be bad, see TestMatrix_fails.
	sabotage string
	updates  int
}

func newDemo() *demo {
	return &demo{objects: map[string]map[string]tftypes.Value{}, sabotage: os.Getenv("DEMO_SABOTAGE")}
}

func (d *demo) Get(_, id string) (map[string]any, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	document := map[string]any{"futureSetting": "kept"}
	if d.sabotage == "loses unknown fields" && d.updates > 0 {
		document["futureSetting"] = "lost"
	}
	if d.sabotage == "writes another field" {
		document["another"] = d.updates
	}
	for name, value := range d.objects[id] {
		document[name] = coretest.FromValue(value)
	}
	return document, d.objects[id] != nil
}

func (d *demo) Remove(_, id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.objects, id)
}

func (d *demo) Metadata(_ context.Context, _ provider.MetadataRequest, response *provider.MetadataResponse) {
	response.TypeName = "demo"
}

func (d *demo) Schema(_ context.Context, _ provider.SchemaRequest, response *provider.SchemaResponse) {
	response.Schema = pschema.Schema{Attributes: map[string]pschema.Attribute{
		"key": pschema.StringAttribute{Required: true},
	}}
}

func (d *demo) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (d *demo) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (d *demo) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return &things{demo: d} }}
}

type things struct{ *demo }

func (*things) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = thing
}

func (*things) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, response *resource.IdentitySchemaResponse) {
	response.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"id": identityschema.StringAttribute{RequiredForImport: true},
	}}
}

func (d *things) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	price := schema.Float64Attribute{Required: true}
	note := schema.StringAttribute{Optional: true, Computed: true, Default: stringdefault.StaticString("")}
	weight := schema.Int64Attribute{Optional: true, Computed: true}
	if d.sabotage != "plans too much" {
		weight.Default = int64default.StaticInt64(1)
	}
	response.Schema = schema.Schema{Version: 1, Attributes: map[string]schema.Attribute{
		"id": schema.StringAttribute{Optional: true, Computed: true, PlanModifiers: []planmodifier.String{
			stringplanmodifier.RequiresReplaceIfConfigured(), stringplanmodifier.UseStateForUnknown(),
		}},
		"name":      schema.StringAttribute{Required: true},
		"label":     schema.StringAttribute{Optional: true, Computed: true, Default: stringdefault.StaticString("unit")},
		"price":     schema.Float64Attribute{Optional: true},
		"tags":      schema.SetAttribute{Optional: true, Computed: d.sabotage == "ignores what is cleared", ElementType: types.StringType},
		"fields":    schema.DynamicAttribute{Optional: true},
		"secret_wo": schema.StringAttribute{Optional: true, WriteOnly: true},
		"revision":  schema.Int64Attribute{Computed: true},
		"pricing": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
			"flat": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{"price": price}},
			"tiered": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
				"brackets": schema.ListNestedAttribute{Required: true, NestedObject: schema.NestedAttributeObject{
					Attributes: map[string]schema.Attribute{"price": price, "up_to": schema.Int64Attribute{Optional: true}, "note": note},
				}},
			}},
		}},
		"links": schema.MapNestedAttribute{Optional: true, NestedObject: schema.NestedAttributeObject{
			Attributes: map[string]schema.Attribute{
				"url":    schema.StringAttribute{Required: true},
				"weight": weight,
			},
		}},
		"settings": schema.SingleNestedAttribute{Optional: true, Computed: true, Attributes: map[string]schema.Attribute{
			"mode": schema.StringAttribute{Optional: true, Computed: true},
			"size": schema.Int64Attribute{Optional: true},
		}},
		"rules": schema.SetNestedAttribute{Optional: true, NestedObject: schema.NestedAttributeObject{
			Attributes: map[string]schema.Attribute{
				"match": schema.StringAttribute{Required: true},
				"score": schema.Int64Attribute{Optional: true, Computed: true},
			},
		}},
	}}
}

func (*things) ImportState(ctx context.Context, request resource.ImportStateRequest, response *resource.ImportStateResponse) {
	resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("id"), request, response)
}

func (d *things) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	object := members(request.Plan.Raw)
	if id := object["id"]; !id.IsKnown() {
		d.mu.Lock()
		object["id"] = tftypes.NewValue(tftypes.String, fmt.Sprintf("thing_%d", len(d.objects)+1))
		d.mu.Unlock()
	}
	d.write(ctx, object, 1, &response.State, response.Identity)
	d.fail(response.Diagnostics.AddError)
}

func (d *things) Update(ctx context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	d.updates++
	revision := 1
	if was, ok := d.stored(members(request.State.Raw)); ok {
		var n big.Float
		if err := was["revision"].As(&n); err == nil {
			f, _ := n.Float64()
			revision += int(f)
		}
	}
	d.write(ctx, members(request.Plan.Raw), revision, &response.State, response.Identity)
	d.fail(response.Diagnostics.AddError)
}

func (d *things) fail(report func(summary, detail string)) {
	if d.failure != "" {
		report("Unable to write thing", d.failure)
	}
}

func (d *things) write(
	ctx context.Context,
	object map[string]tftypes.Value,
	revision int,
	state *tfsdk.State,
	identity *tfsdk.ResourceIdentity,
) {
	object["revision"] = tftypes.NewValue(tftypes.Number, revision)
	for name, value := range object {
		object[name] = complete(value)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.objects[text(object["id"])] = object
	state.Raw = tftypes.NewValue(state.Raw.Type(), object)
	identity.SetAttribute(ctx, path.Root("id"), text(object["id"]))
}

func (d *things) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	prior := members(request.State.Raw)
	if d.sabotage != "needs identity" {
		response.Identity.SetAttribute(ctx, path.Root("id"), text(prior["id"]))
	}
	object, ok := d.stored(prior)
	switch {
	case !ok && d.sabotage == "error when gone":
		response.Diagnostics.AddError("Unable to read thing", "not found")
		return
	case !ok:
		response.State.RemoveResource(ctx)
		return
	case d.sabotage == "drift":
		object["label"] = tftypes.NewValue(tftypes.String, "drifted")
	case d.sabotage == "forgets on import" && prior["name"].IsNull():
		object["price"] = tftypes.NewValue(tftypes.Number, nil)
	}
	response.State.Raw = tftypes.NewValue(response.State.Raw.Type(), object)
}

func (d *things) Delete(_ context.Context, request resource.DeleteRequest, response *resource.DeleteResponse) {
	object := members(request.State.Raw)
	if _, ok := d.stored(object); !ok && d.sabotage == "cannot destroy twice" {
		response.Diagnostics.AddError("Unable to delete thing", "not found")
	}
	if d.sabotage != "destroys nothing" {
		d.Remove("", text(object["id"]))
	}
}

func (d *things) stored(of map[string]tftypes.Value) (map[string]tftypes.Value, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	object, ok := d.objects[text(of["id"])]
	return maps.Clone(object), ok
}

// complete is what the server decides where it may.
func complete(v tftypes.Value) tftypes.Value {
	known, _ := tftypes.Transform(v, func(_ *tftypes.AttributePath, v tftypes.Value) (tftypes.Value, error) {
		switch {
		case v.IsKnown():
			return v, nil
		case v.Type().Is(tftypes.String):
			return tftypes.NewValue(v.Type(), "auto"), nil
		case v.Type().Is(tftypes.Number):
			return tftypes.NewValue(v.Type(), 7), nil
		}
		return tftypes.NewValue(v.Type(), nil), nil
	})
	return known
}

func members(v tftypes.Value) map[string]tftypes.Value {
	var object map[string]tftypes.Value
	if err := v.As(&object); err != nil {
		panic(err)
	}
	return maps.Clone(object)
}

func text(v tftypes.Value) string {
	var s string
	if err := v.As(&s); err != nil {
		panic(err)
	}
	return s
}
