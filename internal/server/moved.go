package server

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// rejectUnreadMove is the answer to a plan from a state that nobody has read from Rebilly, nil of any other. Whoever plans it
// without a refresh would plan to write the whole object, or to delete it whatever protects it.
func (s *server) rejectUnreadMove(request *tfprotov6.PlanResourceChangeRequest) *tfprotov6.PlanResourceChangeResponse {
	r, ok := s.resources()[request.TypeName].resource.(interface{ IsKeyOnly(state []byte) bool })
	if !ok || request.PriorState == nil || !r.IsKeyOnly(request.PriorState.MsgPack) {
		return nil
	}
	return &tfprotov6.PlanResourceChangeResponse{
		PlannedState: request.ProposedNewState,
		Diagnostics: []*tfprotov6.Diagnostic{{
			Severity: tfprotov6.DiagnosticSeverityError,
			Summary:  "Moved, but not read",
			Detail: fmt.Sprintf("The object was moved to %s, of which the state has nothing but the key until it is read from Rebilly. Nothing was done. "+
				"Plan with a refresh: without -refresh=false.", request.TypeName),
		}},
	}
}
