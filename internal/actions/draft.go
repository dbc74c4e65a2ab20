package actions

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

func publishDraft() *remoteAction {
	return &remoteAction{
		name: "publish_event_ruleset_draft", verb: "publish", object: "event ruleset draft", repeatable: true,
		permissions: []string{"GetEventRuleSetDraft", "GetEventRuleCollection", "GetEventRuleVersion", "PutEventRule"},
		schema: schema.Schema{
			MarkdownDescription: "Replaces the ruleset of an event by a draft. It is refused if the ruleset does not have the version on which " +
				"the draft is based. The draft is kept. To undo it, apply the rules of the version before, which the data source " +
				"`rebilly_event_ruleset_version` reads.\n\nIf a `rebilly_event_ruleset` manages the ruleset, its next Terraform plan reverts what " +
				"was published, unless its configuration has the same rules.",
			Attributes: map[string]schema.Attribute{
				"event_type": schema.StringAttribute{
					Required: true, MarkdownDescription: "Type of the event.", Validators: []validator.String{validators.KnownName(names.RuleEvents)},
				},
				"id": schema.StringAttribute{Required: true, MarkdownDescription: "ID of the draft.", Validators: validators.ID()},
			},
		},
		plan: func(ctx context.Context, c call) {
			eventType, id := c.text(ctx, "event_type"), c.text(ctx, "id")
			// The id of a draft that the plan creates is unknown; a planned update may change the base_version.
			if eventType.IsUnknown() || id.IsUnknown() || c.diagnostics.HasError() ||
				c.client.PlannedChanges().IsUpdated("event_ruleset_draft/"+eventType.ValueString()+"/"+id.ValueString()) {
				return
			}
			if draft, ok := c.draft(ctx, eventType.ValueString(), id.ValueString()); ok {
				c.failDraft(c.client.CheckDraftBase(ctx, eventType.ValueString(), draft))
			}
		},
		invoke: func(ctx context.Context, c call) {
			eventType, id := c.text(ctx, "event_type").ValueString(), c.text(ctx, "id").ValueString()
			draft, ok := c.draft(ctx, eventType, id)
			if !ok {
				return
			}
			c.report("Publishing the draft %q, which is based on version %s of the ruleset of %s.", id, draft.Fields["baseVersion"], eventType)
			version, err := c.client.PublishDraft(ctx, eventType, draft)
			if c.failDraft(err) {
				return
			}
			c.report("The ruleset of %s has version %s now.", eventType, version)
		},
	}
}

// draft returns a draft that exists and is not empty.
func (c call) draft(ctx context.Context, eventType, id string) (draft rebilly.Document, ok bool) {
	draft, ok = find(ctx, c, func(ctx context.Context, id string) (rebilly.Document, error) {
		return c.client.RulesetDraft(ctx, eventType, id)
	}, id, "Draft", " If this configuration creates the draft, set id to that of its resource.")
	if !ok {
		return draft, false
	}
	rules, _ := draft.Fields["rules"].([]any)
	binds, _ := draft.Fields["binds"].([]any)
	if len(rules)+len(binds) == 0 {
		c.diagnostics.AddAttributeError(path.Root("id"), "Empty draft",
			"The draft has neither rules nor binds, so publishing it would remove all rules. To do this, destroy the rebilly_event_ruleset.")
		return draft, false
	}
	return draft, true
}

// failDraft adds the diagnostics of an error, and reports whether there is one.
func (c call) failDraft(err error) bool {
	var base *rebilly.DraftBaseError
	switch {
	case errors.As(err, &base):
		c.diagnostics.AddAttributeError(path.Root("id"), "Draft is not based on the current ruleset", base.Error())
	case err != nil:
		c.fail(err)
	}
	return err != nil
}
