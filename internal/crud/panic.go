package crud

import (
	"fmt"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// RecoverPanic turns, when deferred, a panic into a diagnostic. A panic would end the provider and every operation in flight.
func RecoverPanic(diagnostics *diag.Diagnostics) {
	if cause := recover(); cause != nil {
		diagnostics.AddError("Unexpected provider error (panic)",
			fmt.Sprintf("Please report this to the developers of the provider. If a request was sent, its outcome is not known.\n\n%v\n\n%s",
				cause, debug.Stack()))
	}
}
