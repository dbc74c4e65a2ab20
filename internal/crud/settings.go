package crud

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/fastpath"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// Values of on_destroy of settings.
const (
	onDestroyKeep  = "keep"
	onDestroyReset = "reset"
)

func onDestroyAttribute(name string) schema.Attribute {
	return schema.StringAttribute{
		Optional: true,
		Computed: true,
		Default:  stringdefault.StaticString(onDestroyKeep),
		MarkdownDescription: "What destroying this resource does to the " + name + ". `keep` leaves them as they are. `reset` restores the " +
			"values that Terraform has replaced, except sensitive ones and those that others changed since. Default `keep`. " +
			"Apply this setting before the destroy that relies on it.",
		Validators: []validator.String{stringvalidator.OneOf(onDestroyKeep, onDestroyReset)},
	}
}

// replacedKey is the key of the private state that has the values that Terraform replaced in settings: a map of
// replacedValue by attribute.
const replacedKey = "replaced"

// replacedValue is a value that Terraform replaced, and the one that it set, both encoded. A sensitive one has neither.
type replacedValue struct {
	Before []byte `json:"before,omitempty"`
	Set    []byte `json:"set,omitempty"`
}

// createSettings reads the settings and updates them as planned, because they always exist.
func (r *Resource[M, A]) createSettings(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	key, diagnostics := r.kind.readKey(ctx, request.Plan)
	response.Diagnostics.Append(diagnostics...)
	response.Diagnostics.Append(r.kind.checkOrganization(ctx, r.client, "create", key, nil)...)
	if response.Diagnostics.HasError() {
		return
	}
	key = r.kind.split(r.client.OrganizationID())
	existing, err := r.spec.API(r.client).Get(ctx, join(key))
	if err != nil {
		response.Diagnostics.Append(r.diagnose("create", err, request.Plan.Raw)...)
		return
	}
	prior, live := r.stateOf(ctx, existing, nil, &response.Diagnostics), tftypes.Value{}
	request.Plan.Raw = tfvalue.FillUnknown(request.Plan.Raw, prior.Raw)
	response.Diagnostics.Append(r.kind.writeKey(ctx, key, &request.Plan)...)
	var was M
	response.Diagnostics.Append(prior.Get(ctx, &was)...)
	if response.Diagnostics.HasError() {
		return
	}
	r.createAndSave(ctx, request, response, func(ctx context.Context, id string, want A) (A, error) {
		stored, before, err := r.spec.API(r.client).Update(ctx, id, r.spec.ToAPI(was), want)
		if live = prior.Raw; err == nil {
			live = r.stateOf(ctx, before, nil, &response.Diagnostics).Raw
		}
		return stored, err
	})
	if response.State.Raw.IsNull() {
		return
	}
	changes := r.kind.settingChanges(ctx, prior.Raw, request.Plan.Raw, live, response.State.Raw)
	response.Diagnostics.Append(saveReplaced(ctx, map[string]replacedValue{}, changes, response.Private)...)
	var lines []string
	for _, c := range changes {
		if !c.before.Equal(c.after) {
			lines = append(lines, c.String())
		}
	}
	if len(lines) > 0 {
		response.Diagnostics.AddWarning(r.settingsTitle()+" changed",
			"The settings existed before Terraform managed them. It changed:\n\n"+strings.Join(lines, "\n"))
	}
}

// settingsTitle returns the settings and their organization for the summary of a warning, of which Terraform shows only one.
func (r *Resource[M, A]) settingsTitle() string {
	return fmt.Sprintf("%s of organization %q", naming.Capitalized(r.kind.name), r.client.OrganizationID())
}

// stateOf returns a state with only an object, in the form of a state that was refreshed from prior.
func (r *Resource[M, A]) stateOf(ctx context.Context, object A, prior *tfsdk.State, diagnostics *diag.Diagnostics) tfsdk.State {
	s := r.kind.schema(ctx)
	state := tfsdk.State{Schema: s, Raw: tftypes.NewValue(s.Type().TerraformType(ctx), nil)}
	if prior == nil {
		diagnostics.Append(state.Set(ctx, r.spec.FromAPI(object, nil))...)
		return state
	}
	var model M
	diagnostics.Append(prior.Get(ctx, &model)...)
	diagnostics.Append(state.Set(ctx, r.spec.FromAPI(object, &model))...)
	state.Raw = r.kind.normalize(prior.Raw, state.Raw)
	return state
}

// settingChange is an attribute that Terraform changed. Within a nested object, each attribute is a change of its own.
type settingChange struct {
	at            path.Path
	before, after tftypes.Value
	// shownBefore and shownAfter are what a warning may contain of the values.
	shownBefore, shownAfter string
	sensitive               bool
}

func (c settingChange) String() string {
	if c.sensitive {
		return fmt.Sprintf("- %s: (sensitive value)", c.at)
	}
	if c.shownBefore == notShown || c.shownAfter == notShown {
		return fmt.Sprintf("- %s: %s", c.at, notShown)
	}
	return fmt.Sprintf("- %s: %s -> %s", c.at, c.shownBefore, c.shownAfter)
}

// settingChanges returns the attributes that planned changes in prior, with their values in live and in after.
func (k kind) settingChanges(ctx context.Context, prior, planned, live, after tftypes.Value) []settingChange {
	return attributeChanges(ctx, path.Empty(), k.schema(ctx).Attributes, prior, planned, live, after)
}

func attributeChanges(ctx context.Context, at path.Path, attributes map[string]schema.Attribute,
	values ...tftypes.Value,
) []settingChange {
	objects, ok := asObjects(values...)
	if !ok {
		return nil
	}
	var changes []settingChange
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		attribute := attributes[name]
		isOurs := len(at.Steps()) == 0 && slices.Contains(carriedOver, name)
		if isOurs || !attribute.IsOptional() && !attribute.IsRequired() {
			continue
		}
		children := make([]tftypes.Value, len(objects))
		for i := range objects {
			children[i] = objects[i][name]
		}
		if nested, isNested := attribute.(schema.SingleNestedAttribute); isNested && !attribute.IsSensitive() {
			if _, ok := asObjects(children...); ok {
				changes = append(changes, attributeChanges(ctx, at.AtName(name), nested.Attributes, children...)...)
				continue
			}
		}
		if !tfvalue.Normalize(children[0], children[1]).Equal(children[0]) {
			changes = append(changes, settingChange{
				at: at.AtName(name), before: children[2], after: children[3], sensitive: isSensitive(attribute),
				shownBefore: encodeShown(shown(ctx, attribute, name, children[2])),
				shownAfter:  encodeShown(shown(ctx, attribute, name, children[3])),
			})
		}
	}
	return changes
}

// isSensitive reports whether an attribute is sensitive, or an attribute within it.
func isSensitive(attribute schema.Attribute) bool {
	if attribute.IsSensitive() || attribute.IsWriteOnly() {
		return true
	}
	for _, child := range tfvalue.ChildAttributes(attribute) {
		if isSensitive(child) {
			return true
		}
	}
	return false
}

// readReplaced returns the values that Terraform has replaced so far.
func readReplaced(ctx context.Context, private tfaccess.KeyGetter) (map[string]replacedValue, diag.Diagnostics) {
	replaced := map[string]replacedValue{}
	encoded, diagnostics := private.GetKey(ctx, replacedKey)
	if encoded != nil && json.Unmarshal(encoded, &replaced) != nil {
		return map[string]replacedValue{}, diagnostics
	}
	return replaced, diagnostics
}

// saveReplaced adds changes to the values that Terraform has replaced.
func saveReplaced(ctx context.Context, replaced map[string]replacedValue, changes []settingChange,
	private tfaccess.KeySetter,
) diag.Diagnostics {
	if len(changes) == 0 {
		return nil
	}
	for _, c := range changes {
		value, known := replaced[c.at.String()]
		if !c.sensitive {
			value.Set = encodeValue(c.after)
		}
		if !c.sensitive && !known {
			value.Before = encodeValue(c.before)
		}
		replaced[c.at.String()] = value
	}
	encoded, err := json.Marshal(replaced)
	if err != nil {
		return nil
	}
	return private.SetKey(ctx, replacedKey, encoded)
}

// encodeValue returns a value in the protocol's encoding, nil if it has none.
func encodeValue(value tftypes.Value) []byte {
	encoded, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		return nil
	}
	return encoded.MsgPack
}

// updateReplaced records what an update of settings replaced.
func (r *Resource[M, A]) updateReplaced(ctx context.Context, request resource.UpdateRequest, live tftypes.Value,
	response *resource.UpdateResponse,
) {
	replaced, diagnostics := readReplaced(ctx, request.Private)
	response.Diagnostics.Append(diagnostics...)
	planned := tfvalue.FillUnknown(request.Plan.Raw, response.State.Raw)
	changes := r.kind.settingChanges(ctx, request.State.Raw, planned, live, response.State.Raw)
	response.Diagnostics.Append(saveReplaced(ctx, replaced, changes, response.Private)...)
}

// settingsReset is what a reset of settings changes.
type settingsReset struct {
	replaced map[string]replacedValue
	// restored and left are descriptions of the attributes that are restored and that are not.
	restored, left []string
}

// apply returns live, the settings in Rebilly, with the values before Terraform replaced them.
func (s *settingsReset) apply(ctx context.Context, at path.Path, attributes map[string]schema.Attribute,
	live tftypes.Value,
) tftypes.Value {
	shared, _ := tfvalue.Children(live)
	children := maps.Clone(shared)
	for _, name := range slices.Sorted(maps.Keys(children)) {
		here, value := at.AtName(name), children[name]
		replaced, isReplaced := s.replaced[here.String()]
		if nested, ok := attributes[name].(schema.SingleNestedAttribute); ok && !isReplaced {
			children[name] = s.apply(ctx, here, nested.Attributes, value)
			continue
		}
		if !isReplaced {
			continue
		}
		before, errBefore := decodeValue(replaced.Before, value.Type())
		set, errSet := decodeValue(replaced.Set, value.Type())
		switch {
		case errBefore != nil || errSet != nil:
			s.left = append(s.left, fmt.Sprintf("- %s: the value before is not recorded", here))
		case tfvalue.Normalize(before, value).Equal(before):
		case !tfvalue.Normalize(set, value).Equal(set):
			s.left = append(s.left, leftUnchanged(ctx, here, attributes[name], name, before, set, value))
		default:
			s.restored = append(s.restored, settingChange{
				at: here, before: value, after: before,
				shownBefore: encodeShown(shown(ctx, attributes[name], name, value)),
				shownAfter:  encodeShown(shown(ctx, attributes[name], name, before)),
			}.String())
			children[name] = before
		}
	}
	if shared == nil || live.IsNull() {
		return live
	}
	return tftypes.NewValue(live.Type(), children)
}

// leftUnchanged describes an attribute that a reset leaves, because others have changed the value that Terraform had set.
func leftUnchanged(ctx context.Context, at path.Path, attribute schema.Attribute, name string,
	before, set, now tftypes.Value,
) string {
	values := make([]any, 3)
	for i, value := range []tftypes.Value{before, set, now} {
		text := encodeShown(shown(ctx, attribute, name, value))
		if text == notShown {
			return fmt.Sprintf("- %s: others have changed it after Terraform set it", at)
		}
		values[i] = text
	}
	return fmt.Sprintf("- %s: it was %s before, Terraform set %s, and others have changed it to %s", append([]any{at}, values...)...)
}

func decodeValue(encoded []byte, kind tftypes.Type) (tftypes.Value, error) {
	if encoded == nil {
		return tftypes.Value{}, fmt.Errorf("there is no value")
	}
	return tfprotov6.DynamicValue{MsgPack: encoded}.Unmarshal(kind)
}

// deleteSettings leaves the settings as they are, or restores the values that Terraform has replaced.
func (r *Resource[M, A]) deleteSettings(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse) {
	key, diagnostics := r.kind.readKey(ctx, request.State)
	response.Diagnostics.Append(diagnostics...)
	response.Diagnostics.Append(r.kind.checkOrganization(ctx, r.client, "delete", key, nil)...)
	_, diagnostics = r.readKnownObject(ctx, "delete", join(key), request.Private)
	response.Diagnostics.Append(diagnostics...)
	var end types.String
	response.Diagnostics.Append(request.State.GetAttribute(ctx, path.Root(onDestroy), &end)...)
	replaced, diagnostics := readReplaced(ctx, request.Private)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	if end.ValueString() != onDestroyReset {
		response.Diagnostics.Append(r.keptWarning())
		return
	}
	if r.client.PlannedChanges().WasCreated(r.kind.object(join(key))) {
		response.Diagnostics.AddWarning(r.settingsTitle()+" not reset",
			"The same apply has created the settings again, with create_before_destroy. Terraform left them as they are.")
		return
	}
	api := r.spec.API(r.client)
	object, err := api.Get(ctx, join(key))
	if err != nil {
		response.Diagnostics.Append(r.diagnose("delete", err, request.State.Raw)...)
		return
	}
	live := r.stateOf(ctx, object, &request.State, &response.Diagnostics)
	reset := settingsReset{replaced: replaced}
	restored := tfsdk.State{Schema: live.Schema, Raw: reset.apply(ctx, path.Empty(), r.kind.schema(ctx).Attributes, live.Raw)}
	var was, want M
	response.Diagnostics.Append(live.Get(ctx, &was)...)
	response.Diagnostics.Append(restored.Get(ctx, &want)...)
	if response.Diagnostics.HasError() {
		return
	}
	if len(reset.restored) > 0 {
		stored, _, err := api.Update(ctx, join(key), r.spec.ToAPI(was), r.spec.ToAPI(want))
		if err == nil && len(r.remainingResets(ctx, replaced, stored, request.State, &response.Diagnostics)) > 0 {
			stored, err = api.Get(ctx, join(key))
		}
		if err != nil {
			response.Diagnostics.Append(r.diagnose("delete", err, request.State.Raw)...)
			return
		}
		if remaining := r.remainingResets(ctx, replaced, stored, request.State, &response.Diagnostics); len(remaining) > 0 {
			response.Diagnostics.AddError(r.settingsTitle()+" not reset", fmt.Sprintf("Rebilly confirmed the request in %s, but these values "+
				"are still there. The settings stay in the state. Check them in Rebilly, and apply again:\n\n%s",
				r.client.Target(), strings.Join(remaining, "\n")))
			return
		}
		response.Diagnostics.AddWarning(r.settingsTitle()+" reset",
			"Terraform restored the values from before it managed the settings:\n\n"+strings.Join(reset.restored, "\n"))
	}
	if len(reset.left) > 0 {
		response.Diagnostics.AddWarning(r.settingsTitle()+" not completely reset",
			"Terraform left these attributes as they are:\n\n"+strings.Join(reset.left, "\n"))
	}
}

// remainingResets returns descriptions of the attributes that a reset must still change in stored settings.
func (r *Resource[M, A]) remainingResets(ctx context.Context, replaced map[string]replacedValue, stored A, state tfsdk.State,
	diagnostics *diag.Diagnostics,
) []string {
	reset := settingsReset{replaced: replaced}
	reset.apply(ctx, path.Empty(), r.kind.schema(ctx).Attributes, r.stateOf(ctx, stored, &state, diagnostics).Raw)
	return reset.restored
}

// keepsSettings reports whether a destroy leaves settings as they are.
func (r *Resource[M, A]) keepsSettings(ctx context.Context, state tfsdk.State) bool {
	var end types.String
	return r.kind.isSettings() && !state.GetAttribute(ctx, path.Root(onDestroy), &end).HasError() && end.ValueString() != onDestroyReset
}

// settingsReplaceDiagnostics returns the error for a plan that replaces settings whose destroy resets them. With
// create_before_destroy, the destroy comes last.
func (r *Resource[M, A]) settingsReplaceDiagnostics(ctx context.Context, replaced tfsdk.State,
	private tfaccess.KeyGetter,
) diag.Diagnostics {
	planned, diagnostics := fastpath.HasFingerprint(ctx, private)
	if planned && !r.keepsSettings(ctx, replaced) {
		diagnostics.AddAttributeError(path.Root(onDestroy), naming.Capitalized(r.kind.name)+" cannot be replaced",
			fmt.Sprintf("With on_destroy = %q, a replacement resets the %s of organization %q to the values from before Terraform managed them, "+
				"and with create_before_destroy they stay so. Remove -replace or replace_triggered_by; "+
				"or set on_destroy = %q and apply before the replacement.",
				onDestroyReset, r.kind.name, r.client.OrganizationID(), onDestroyKeep))
	}
	return diagnostics
}

// keptWarning returns the warning for a destroy that leaves settings as they are.
func (r *Resource[M, A]) keptWarning() diag.Diagnostic {
	return diag.NewWarningDiagnostic(r.settingsTitle()+" not changed",
		fmt.Sprintf("The %s exist in every organization and cannot be deleted. Terraform removes them from the state only and sends no "+
			"request. To restore the values from before Terraform managed them, set on_destroy = %q and apply before the destroy.",
			r.kind.name, onDestroyReset))
}

// settingsDestroyDiagnostics returns the warning for a plan that destroys settings.
func (r *Resource[M, A]) settingsDestroyDiagnostics(ctx context.Context, state tfsdk.State, private tfaccess.KeyGetter) diag.Diagnostics {
	var end types.String
	diagnostics := state.GetAttribute(ctx, path.Root(onDestroy), &end)
	if r.client == nil {
		return diagnostics
	}
	if end.ValueString() != onDestroyReset {
		diagnostics.Append(r.keptWarning())
		return diagnostics
	}
	replaced, more := readReplaced(ctx, private)
	diagnostics.Append(more...)
	detail := "Terraform has replaced no value, so nothing changes."
	if len(replaced) > 0 {
		detail = "Terraform restores the values from before it managed the settings, unless they are sensitive or others changed them " +
			"since: " + strings.Join(slices.Sorted(maps.Keys(replaced)), ", ") + "."
	}
	diagnostics.AddWarning(r.settingsTitle()+" will be reset", detail)
	return diagnostics
}
