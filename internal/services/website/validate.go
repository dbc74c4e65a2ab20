package website

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ValidateConfig requires the waiting period and the time of payout requests if automatic readiness is enabled.
func (r *websiteResource) ValidateConfig(
	ctx context.Context, request resource.ValidateConfigRequest, response *resource.ValidateConfigResponse,
) {
	at := path.Root("settings").AtName("payout_request")
	var payout types.Object
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, at, &payout)...)
	enabled, ok := payout.Attributes()["automatic_readiness_enabled"].(types.Bool)
	if !ok || !enabled.ValueBool() {
		return
	}
	for _, name := range []string{"pending_period_hours", "automatic_readiness_time"} {
		if payout.Attributes()[name].IsNull() {
			response.Diagnostics.AddAttributeError(at.AtName(name), "Missing payout request setting",
				"automatic_readiness_enabled = true requires pending_period_hours and automatic_readiness_time. Set "+name+".")
		}
	}
}
