package server

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// recoverToFalse returns the result of a check of the fast path, or false if it panics, so that the framework responds instead.
func recoverToFalse(check func() bool) (ok bool) {
	defer func() { ok = recover() == nil && ok }()
	return check()
}

// configIsValid reports whether a configuration has neither errors nor warnings. If it is false, the framework must validate.
func (s *server) configIsValid(ctx context.Context, request *tfprotov6.ValidateResourceConfigRequest) bool {
	r := s.resourceType(request.TypeName)
	if r.validator == nil || request.Config == nil {
		return false
	}
	hash := s.validConfigs.hash(r, request.TypeName, request.Config)
	if s.validConfigs.has(hash) {
		return true
	}
	config, err := request.Config.Unmarshal(r.kind)
	capabilities := request.ClientCapabilities
	isValid := err == nil && r.validator.IsValid(ctx, config, resource.ValidateConfigClientCapabilities{
		WriteOnlyAttributesAllowed: capabilities != nil && capabilities.WriteOnlyAttributesAllowed,
	})
	if isValid {
		s.validConfigs.add(hash)
	}
	return isValid
}

// ReadResource responds to a read that would not change the state. The framework responds to the others.
func (s *server) ReadResource(ctx context.Context, request *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	r, client := s.fastPathFor(request.TypeName)
	var private map[string][]byte
	_ = json.Unmarshal(request.Private, &private)
	s.validConfigs.load(private)
	if client == nil || private == nil || request.CurrentState == nil ||
		request.CurrentIdentity == nil || request.CurrentIdentity.IdentityData == nil || !recoverToFalse(func() bool {
		return r.StateUpToDate(ctx, client, request.CurrentState.MsgPack, private, request.CurrentIdentity.IdentityData.MsgPack)
	}) {
		return s.framework.ReadResource(ctx, request)
	}
	return &tfprotov6.ReadResourceResponse{NewState: request.CurrentState, Private: request.Private, NewIdentity: request.CurrentIdentity}, nil
}

// PlanResourceChange responds to a plan without changes. The framework responds to the others.
func (s *server) PlanResourceChange(ctx context.Context,
	request *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	r, client := s.fastPathFor(request.TypeName)
	if client == nil || request.Config == nil || request.PriorState == nil || request.ProposedNewState == nil ||
		request.PriorIdentity == nil || request.PriorIdentity.IdentityData == nil ||
		!bytes.Equal(request.PriorState.MsgPack, request.ProposedNewState.MsgPack) ||
		!recoverToFalse(func() bool {
			return r.PlanIsNoOp(client, request.Config.MsgPack, request.PriorState.MsgPack, request.PriorPrivate,
				request.PriorIdentity.IdentityData.MsgPack)
		}) {
		if refused := s.rejectUnreadMove(request); refused != nil {
			return refused, nil
		}
		return s.framework.PlanResourceChange(ctx, request)
	}
	return &tfprotov6.PlanResourceChangeResponse{
		PlannedState: request.PriorState, PlannedPrivate: request.PriorPrivate, PlannedIdentity: request.PriorIdentity,
	}, nil
}

// ApplyResourceChange records that an apply has begun before the framework responds, and saves that the configuration was valid.
func (s *server) ApplyResourceChange(ctx context.Context,
	request *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	if _, client := s.fastPathFor(request.TypeName); client != nil {
		client.PlannedChanges().StartApply()
	}
	response, err := s.framework.ApplyResourceChange(ctx, request)
	if err == nil && len(response.Diagnostics) == 0 && len(response.Private) > 0 {
		hash := s.validConfigs.hash(s.resourceType(request.TypeName), request.TypeName, request.Config)
		response.Private = s.validConfigs.save(response.Private, hash)
	}
	return response, err
}

// UpgradeResourceState returns a state of the current version as it is in the state file, if it has exactly the attributes
// of the schema. The framework responds to the others.
func (s *server) UpgradeResourceState(ctx context.Context,
	request *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	r := s.resourceType(request.TypeName)
	var state any
	if r.resource == nil || request.Version != r.version || request.RawState == nil ||
		json.Unmarshal(request.RawState.JSON, &state) != nil || !matchesType(state, r.kind) {
		return s.framework.UpgradeResourceState(ctx, request)
	}
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &tfprotov6.DynamicValue{JSON: request.RawState.JSON}}, nil
}

// matchesType reports whether JSON has the shape of a type.
func matchesType(value any, kind tftypes.Type) bool {
	if value == nil {
		return true
	}
	switch kind := kind.(type) {
	case tftypes.Object:
		return matchesObject(value, kind.AttributeTypes)
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

func matchesObject(value any, kinds map[string]tftypes.Type) bool {
	attributes, ok := value.(map[string]any)
	if !ok || len(attributes) != len(kinds) {
		return false
	}
	for name, kind := range kinds {
		if attribute, has := attributes[name]; !has || !matchesType(attribute, kind) {
			return false
		}
	}
	return true
}

func allMatchType(value any, kind tftypes.Type) bool {
	elements, ok := value.([]any)
	for _, element := range elements {
		ok = ok && matchesType(element, kind)
	}
	return ok
}
