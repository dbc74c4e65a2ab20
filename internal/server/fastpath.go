package server

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// fastPath is a resource that can tell, without the framework, that there is nothing to do.
type fastPath interface {
	StateUpToDate(ctx context.Context, client *rebilly.Client, state, private, identity []byte) bool
	PlanIsNoOp(client *rebilly.Client, config, prior, identity []byte) bool
}

// recoverToFalse is what a quick resource tells; false where it makes a mistake, which the framework's way then has to survive.
func recoverToFalse(tell func() bool) (yes bool) {
	defer func() { yes = recover() == nil && yes }()
	return tell()
}

// ReadResource answers a read that finds what Terraform holds. The framework answers the others.
func (s *server) ReadResource(ctx context.Context, request *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	r, client := s.fastPathFor(request.TypeName)
	if client == nil || request.CurrentState == nil || request.CurrentIdentity == nil || request.CurrentIdentity.IdentityData == nil ||
		!recoverToFalse(func() bool {
			return r.StateUpToDate(ctx, client, request.CurrentState.MsgPack, request.Private, request.CurrentIdentity.IdentityData.MsgPack)
		}) {
		return s.framework.ReadResource(ctx, request)
	}
	return &tfprotov6.ReadResourceResponse{NewState: request.CurrentState, Private: request.Private, NewIdentity: request.CurrentIdentity}, nil
}

// PlanResourceChange answers a plan in which the configuration asks for what is there. The framework answers the others.
func (s *server) PlanResourceChange(ctx context.Context, request *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	r, client := s.fastPathFor(request.TypeName)
	if client == nil || request.Config == nil || request.PriorState == nil || request.ProposedNewState == nil ||
		request.PriorIdentity == nil || request.PriorIdentity.IdentityData == nil ||
		!bytes.Equal(request.PriorState.MsgPack, request.ProposedNewState.MsgPack) ||
		!recoverToFalse(func() bool {
			return r.PlanIsNoOp(client, request.Config.MsgPack, request.PriorState.MsgPack, request.PriorIdentity.IdentityData.MsgPack)
		}) {
		if unread := s.rejectUnreadMove(request); unread != nil {
			return unread, nil
		}
		return s.framework.PlanResourceChange(ctx, request)
	}
	return &tfprotov6.PlanResourceChangeResponse{
		PlannedState: request.PriorState, PlannedPrivate: request.PriorPrivate, PlannedIdentity: request.PriorIdentity,
	}, nil
}

// UpgradeResourceState hands back a state of the current version as it is in the state file, if it has all attributes
// and no others. The framework answers the others.
func (s *server) UpgradeResourceState(ctx context.Context, request *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	r, known := s.resources()[request.TypeName]
	var state any
	if !known || request.Version != r.version || request.RawState == nil || json.Unmarshal(request.RawState.JSON, &state) != nil || !matchesType(state, r.kind) {
		return s.framework.UpgradeResourceState(ctx, request)
	}
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &tfprotov6.DynamicValue{JSON: request.RawState.JSON}}, nil
}

// matchesType tells that JSON has the shape of a type.
func matchesType(value any, kind tftypes.Type) bool {
	if value == nil {
		return true
	}
	switch kind := kind.(type) {
	case tftypes.Object:
		attributes, ok := value.(map[string]any)
		if !ok || len(attributes) != len(kind.AttributeTypes) {
			return false
		}
		for name, child := range kind.AttributeTypes {
			if attribute, has := attributes[name]; !has || !matchesType(attribute, child) {
				return false
			}
		}
		return true
	case tftypes.List:
		return allMatchType(value, kind.ElementType)
	case tftypes.Set:
		return allMatchType(value, kind.ElementType)
	case tftypes.Map:
		entries, ok := value.(map[string]any)
		for _, entry := range entries {
			ok = ok && matchesType(entry, kind.ElementType)
		}
		return ok
	}
	var ok bool
	switch {
	case kind.Is(tftypes.String):
		_, ok = value.(string)
	case kind.Is(tftypes.Bool):
		_, ok = value.(bool)
	case kind.Is(tftypes.Number):
		_, ok = value.(float64)
	case kind.Is(tftypes.DynamicPseudoType):
		_, ok = value.(map[string]any)
	}
	return ok
}

func allMatchType(value any, kind tftypes.Type) bool {
	elements, ok := value.([]any)
	for _, element := range elements {
		ok = ok && matchesType(element, kind)
	}
	return ok
}
