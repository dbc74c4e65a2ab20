package eventrules

import (
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// schedule returns a required instruction with some of the methods.
func schedule(description string, methods ...string) kind.Union {
	union := kind.Union{Description: description, Required: true, Discriminator: "method", Variants: map[string]kind.Object{}}
	for _, method := range methods {
		union.Variants[method] = schedules[method]
	}
	return union
}

var schedules = map[string]kind.Object{
	"auto":        {Description: "At the time that Rebilly determines"},
	"immediately": {Description: "Immediately"},
	"intelligent": {Description: "At a time that Rebilly determines within a duration", Fields: duration},
	"date-interval": {
		Description: "After a duration", Fields: with(duration, kind.Fields{
			"anchor": kind.Union{
				Description: "Day to which the time is moved", Details: "By default, it is not moved.", Unset: kind.Omit, Discriminator: "method",
				Variants: map[string]kind.Object{"day-of-month": dayOfMonth, "day-of-week": dayOfWeek},
			},
		}),
	},
	"day-of-month": dayOfMonth,
	"day-of-week":  dayOfWeek,
	"day-and-month-of-year": {
		Description: "On a day of the year", Fields: kind.Fields{
			"day": day, "month": kind.Integer{Description: "Month", Required: true, Range: kind.Between(1, 12)}, "time": timeOfDay,
		},
	},
}

var (
	duration = kind.Fields{
		"duration": kind.Integer{Description: "Number of units", Required: true, Range: kind.AtLeast(1)},
		"unit": kind.Text{
			Description: "Unit of the duration", Required: true,
			Values: []string{
				"second", "minute", "hour", "day", "month", "year", "seconds", "minutes", "hours", "days", "months", "years",
			},
		},
	}
	day        = kind.Integer{Description: "Day of the month", Required: true, Range: kind.Between(1, 31)}
	dayOfMonth = kind.Object{Description: "On a day of the month", Fields: kind.Fields{"day": day, "time": timeOfDay}}
	dayOfWeek  = kind.Object{
		Description: "On a day of the week", Fields: kind.Fields{
			"day": kind.Text{
				Description: "Day of the week", Required: true,
				Values: []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
			},
			"week": kind.Text{
				Description: "Which of these days", Required: true, Values: []string{"next", "first-in-month", "last-in-month"},
			},
			"time": timeOfDay,
		},
	}
	timeOfDay = kind.Text{
		Description: "Time of day, as `HH:MM` or `HH:MM:SS`, optionally followed by `Z` or a UTC offset such as `+02:00`", Unset: kind.Omit,
		Validators: []validator.String{validators.TimeOfDay()},
	}
)

var invoiceRetry = kind.Fields{
	"attempts": kind.Objects{
		Description: "Attempts, in their order", Required: true, Size: kind.AtLeast(1),
		Fields: kind.Fields{
			"schedule_instruction": schedule("When the attempt is made",
				"date-interval", "day-of-month", "day-of-week", "immediately", "intelligent"),
			"amount_adjustment_instruction": kind.Union{
				Description: "Change of the amount", Details: "By default, the amount that is due is collected.", None: "none", Discriminator: "method",
				Variants: map[string]kind.Object{"partial": {
					Description: "A part of the amount is collected",
					Fields: kind.Fields{
						"value": kind.Number{Description: "Part that is collected", Required: true},
						"type": kind.Text{
							Description: "Whether the part is a percentage or an amount", Required: true, Values: []string{"percent", "fixed"},
						},
						"after_approval_policy": kind.Union{
							Description: "What happens to the rest after an approved payment", Details: "By default, it stays due.", None: "none",
							Discriminator: "method", Variants: map[string]kind.Object{
								"discount-amount-remaining": {Description: "The rest is discounted"},
							},
						},
					},
				}},
			},
			"try_backup_instruments": kind.Boolean{
				Description: "Whether the customer's backup payment instruments are tried", Default: new(false),
			},
		},
	},
	"after_attempt_policies": kind.Texts{
		Description: "What happens after an attempt", Details: "`[]` does nothing.", Required: true, Unordered: true,
		Values: []string{"change-subscription-renewal-time"},
	},
	"after_retry_end_policies": kind.Texts{
		Description: "What happens after the last attempt", Details: "`[]` does nothing.", Required: true, Unordered: true,
		Values: []string{"abandon-invoice", "cancel-subscription"},
	},
	"override_retry_instruction": kind.Boolean{
		Description: "Whether the attempts replace those that are scheduled already", Default: new(false),
	},
}

var reminder = kind.Fields{
	"role": kind.Text{
		Description: "Events that the customer is reminded of", Required: true, Values: []string{"all", "renewal", "trial-end"},
		Details: "`renewal` and `trial-end` are for events of orders only.",
	},
	"schedule": kind.Object{
		Description: "When the reminders are sent", Unset: kind.Omit,
		Fields: kind.Fields{
			"instructions": kind.Objects{
				Description: "Times", Required: true, Union: new(schedule("", "date-interval", "day-of-month", "day-of-week")),
			},
			"chronology": kind.Text{
				Description: "Whether the times are before or after the event", Required: true, Values: []string{"before", "after"},
			},
		},
	},
}
