package server

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// rejectUnreadMove returns the error for a plan from the state of a moved resource that was not refreshed, or nil. Without
// a refresh Terraform would plan to write the whole object, or to delete it in spite of deletion_protection.
func (s *server) rejectUnreadMove(request *tfprotov6.PlanResourceChangeRequest) *tfprotov6.PlanResourceChangeResponse {
	r := s.resourceType(request.TypeName).fastPath
	if r == nil || request.PriorState == nil || !r.IsKeyOnly(request.PriorState.MsgPack) {
		return nil
	}
	return &tfprotov6.PlanResourceChangeResponse{
		PlannedState: request.ProposedNewState,
		Diagnostics: []*tfprotov6.Diagnostic{{
			Severity: tfprotov6.DiagnosticSeverityError,
			Summary:  "Moved resource must be refreshed first",
			Detail: fmt.Sprintf("The object was moved to %s. Until it is read from Rebilly, the state has only its key. Nothing was changed. "+
				"Plan with a refresh, without -refresh=false.", request.TypeName),
		}},
	}
}
