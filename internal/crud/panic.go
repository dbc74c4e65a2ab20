package crud

import (
	"fmt"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// RecoverPanic, when deferred, turns a panic into a diagnostic. A panic would end the provider and every operation in flight.
func RecoverPanic(diagnostics *diag.Diagnostics) {
	if cause := recover(); cause != nil {
		diagnostics.AddError("The provider made a mistake",
			fmt.Sprintf("Please report this to the developers of the provider. What Rebilly did with the request, if one was sent, is not known.\n\n%v\n\n%s", cause, debug.Stack()))
	}
}
