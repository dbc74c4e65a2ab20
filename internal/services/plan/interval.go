package plan

import (
	"cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

type recurringInterval struct {
	Unit                    string        `tfsdk:"unit"`
	Length                  int64         `tfsdk:"length"`
	Limit                   *int64        `tfsdk:"limit"`
	BillingTiming           string        `tfsdk:"billing_timing"`
	PeriodAnchorInstruction *periodAnchor `tfsdk:"period_anchor_instruction"`
}

// periodAnchor has exactly one variant set. The API has a method field instead.
type periodAnchor struct {
	DayOfMonth        *dayOfMonth        `tfsdk:"day_of_month"`
	DayOfWeek         *dayOfWeek         `tfsdk:"day_of_week"`
	DayAndMonthOfYear *dayAndMonthOfYear `tfsdk:"day_and_month_of_year"`
}

type dayOfMonth struct {
	Day  int64   `tfsdk:"day"`
	Time *string `tfsdk:"time"`
}

type dayOfWeek struct {
	Day  string  `tfsdk:"day"`
	Week string  `tfsdk:"week"`
	Time *string `tfsdk:"time"`
}

type dayAndMonthOfYear struct {
	Day   int64   `tfsdk:"day"`
	Month int64   `tfsdk:"month"`
	Time  *string `tfsdk:"time"`
}

func (r *recurringInterval) toAPI() *rebilly.RecurringInterval {
	if r == nil {
		return nil
	}
	return &rebilly.RecurringInterval{
		Unit:                    r.Unit,
		Length:                  r.Length,
		Limit:                   r.Limit,
		BillingTiming:           r.BillingTiming,
		PeriodAnchorInstruction: r.PeriodAnchorInstruction.toAPI(),
	}
}

func recurringIntervalFromAPI(r *rebilly.RecurringInterval) *recurringInterval {
	if r == nil {
		return nil
	}
	return &recurringInterval{
		Unit:                    r.Unit,
		Length:                  r.Length,
		Limit:                   r.Limit,
		BillingTiming:           cmp.Or(r.BillingTiming, prepaid),
		PeriodAnchorInstruction: periodAnchorFromAPI(r.PeriodAnchorInstruction),
	}
}

func (a *periodAnchor) toAPI() *rebilly.PeriodAnchor {
	switch {
	case a == nil:
		return nil
	case a.DayOfMonth != nil:
		return &rebilly.PeriodAnchor{Method: rebilly.AnchorDayOfMonth, Day: a.DayOfMonth.Day, Time: deref(a.DayOfMonth.Time)}
	case a.DayOfWeek != nil:
		return &rebilly.PeriodAnchor{
			Method:  rebilly.AnchorDayOfWeek,
			Weekday: a.DayOfWeek.Day,
			Week:    a.DayOfWeek.Week,
			Time:    deref(a.DayOfWeek.Time),
		}
	case a.DayAndMonthOfYear != nil:
		return &rebilly.PeriodAnchor{
			Method: rebilly.AnchorDayAndMonthOfYear,
			Day:    a.DayAndMonthOfYear.Day,
			Month:  a.DayAndMonthOfYear.Month,
			Time:   deref(a.DayAndMonthOfYear.Time),
		}
	}
	return nil
}

func periodAnchorFromAPI(a *rebilly.PeriodAnchor) *periodAnchor {
	if a == nil {
		return nil
	}
	var time *string
	if a.Time != "" {
		time = &a.Time
	}
	switch a.Method {
	case rebilly.AnchorDayOfMonth:
		return &periodAnchor{DayOfMonth: &dayOfMonth{Day: a.Day, Time: time}}
	case rebilly.AnchorDayOfWeek:
		return &periodAnchor{DayOfWeek: &dayOfWeek{Day: a.Weekday, Week: a.Week, Time: time}}
	case rebilly.AnchorDayAndMonthOfYear:
		return &periodAnchor{DayAndMonthOfYear: &dayAndMonthOfYear{Day: a.Day, Month: a.Month, Time: time}}
	}
	return nil
}
