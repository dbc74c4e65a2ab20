package website

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

const (
	automaticReadinessEnabled = "automatic_readiness_enabled"
	pendingPeriodHours        = "pending_period_hours"
	automaticReadinessTime    = "automatic_readiness_time"
)

var automaticReadiness = kind.Object{
	Description: "Settings that make payout requests ready automatically", Unset: kind.Empty,
	Validators: []validator.Object{completeIfEnabled{}},
	Fields: kind.Fields{
		automaticReadinessEnabled: kind.Boolean{
			Description: "Whether a payout request becomes ready automatically after some time in `pending`",
			Details:     "Requires `pending_period_hours` and `automatic_readiness_time`.", Default: new(false),
		},
		pendingPeriodHours: kind.Integer{
			Description: "Minimum number of hours in `pending`", Range: kind.Between(1, 8760), Unset: kind.Omit,
		},
		automaticReadinessTime: kind.Text{
			Description: "Time of day at which payout requests become ready, as `HH:MM` or `HH:MM:SS`, " +
				"optionally followed by `Z` or a UTC offset of 0 to 9, 11 or 12 hours such as `+02:00`",
			Unset: kind.Omit, Validators: []validator.String{validators.TimeOfDay()},
		},
	},
}

// payoutRequest is an object of which the API may fill in a part.
type payoutRequest struct{ kind.Object }

var _ kind.Field = payoutRequest{}

// FromAPI omits a waiting period that is not configured if automatic readiness is disabled: it has no effect, cannot be
// cleared, and the API may fill it in.
func (f payoutRequest) FromAPI(value any, prior attr.Value) attr.Value {
	object, _ := f.Object.FromAPI(value, prior).(types.Object)
	values := object.Attributes()
	if enabled, _ := values[automaticReadinessEnabled].(types.Bool); enabled.ValueBool() {
		return object
	}
	held, _ := prior.(types.Object)
	configured := held.Attributes()
	for name, unset := range map[string]attr.Value{pendingPeriodHours: types.Int64Null(), automaticReadinessTime: types.StringNull()} {
		if configured[name] == nil || configured[name].IsNull() {
			values[name] = unset
		}
	}
	return types.ObjectValueMust(f.Fields.Types(), values)
}

// completeIfEnabled requires the waiting period and the time of day if automatic readiness is enabled.
type completeIfEnabled struct{}

var _ validator.Object = completeIfEnabled{}

func (completeIfEnabled) Description(context.Context) string {
	return "automatic_readiness_enabled = true requires pending_period_hours and automatic_readiness_time"
}

func (v completeIfEnabled) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v completeIfEnabled) ValidateObject(ctx context.Context, request validator.ObjectRequest, response *validator.ObjectResponse) {
	payout := request.ConfigValue.Attributes()
	if enabled, ok := payout[automaticReadinessEnabled].(types.Bool); !ok || !enabled.ValueBool() {
		return
	}
	for _, name := range []string{pendingPeriodHours, automaticReadinessTime} {
		if payout[name].IsNull() {
			response.Diagnostics.AddAttributeError(request.Path.AtName(name), "Missing payout request setting",
				v.Description(ctx)+". Set "+name+".")
		}
	}
}
