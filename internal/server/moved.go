package server

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// rejectUnreadMove returns the error for a plan from the state of a moved resource that was not refreshed, or nil. Without
// a refresh Terraform would plan to write the whole object, or to delete it in spite of deletion_protection.
func (s *server) rejectUnreadMove(request *tfprotov6.PlanResourceChangeRequest) *tfprotov6.PlanResourceChangeResponse {
	r := s.resources()[request.TypeName].fastPath
	if r == nil || request.PriorState == nil || !r.IsKeyOnly(request.PriorState.MsgPack) {
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
