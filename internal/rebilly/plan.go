package rebilly

import (
	"encoding/json"
	"fmt"
)

// Plan is a billing plan: the price of a product and how it is charged. Rebilly has three kinds without a discriminator: a
// one-time sale has only Pricing, a subscription also has RecurringInterval, and a trial-only plan has Trial but no Pricing.
// Parts that do not belong to the kind are nil and are not sent.
type Plan struct {
	ID string `json:"id,omitempty"`
	// Name has at most 255 characters.
	Name      string `json:"name"`
	ProductID string `json:"productId"`
	// Currency is the ISO 4217 code of all prices.
	Currency string `json:"currency"`
	// Description and RichDescription are not nullable; "" means none.
	Description     string      `json:"description"`
	RichDescription string      `json:"richDescription"`
	ProductOptions  Map[string] `json:"productOptions"`
	// The server's default of IsActive is true.
	IsActive          *bool              `json:"isActive,omitempty"`
	Setup             *Setup             `json:"setup"`
	Pricing           *Pricing           `json:"pricing,omitempty"`
	Trial             *Trial             `json:"trial,omitempty"`
	RecurringInterval *RecurringInterval `json:"recurringInterval,omitempty"`
	MeteredBilling    *MeteredBilling    `json:"meteredBilling,omitempty"`
	CustomFields      Map[any]           `json:"customFields"`
}

var _ Object = Plan{}

// Key returns the id.
func (p Plan) Key() string { return p.ID }

// DisplayName returns the name.
func (p Plan) DisplayName() string { return p.Name }

// Setup is a one-time fee at the start.
type Setup struct {
	Price json.Number `json:"price,omitempty"`
}

// Trial is a period at the start with a price of its own.
type Trial struct {
	Price  json.Number `json:"price,omitempty"`
	Period Period      `json:"period"`
}

// Period is a duration, such as 14 days.
type Period struct {
	// Unit is day, week, month or year.
	Unit   string `json:"unit"`
	Length int64  `json:"length"`
}

// RecurringInterval is the service period of a subscription.
type RecurringInterval struct {
	// Unit is day, week, month or year.
	Unit   string `json:"unit"`
	Length int64  `json:"length"`
	// Limit is the number of invoices; nil means no limit.
	Limit *int64 `json:"limit"`
	// BillingTiming is prepaid (the server's default) or postpaid.
	BillingTiming           string        `json:"billingTiming,omitempty"`
	PeriodAnchorInstruction *PeriodAnchor `json:"periodAnchorInstruction,omitempty"`
}

// Methods of a PeriodAnchor.
const (
	AnchorDayOfMonth        = "day-of-month"
	AnchorDayOfWeek         = "day-of-week"
	AnchorDayAndMonthOfYear = "day-and-month-of-year"
)

// PeriodAnchor is the day on which service periods begin.
type PeriodAnchor struct {
	Method string
	// Day, 1 to 31, belongs to AnchorDayOfMonth and AnchorDayAndMonthOfYear.
	Day int64
	// Weekday, Sunday to Saturday, and Week (next, first-in-month or last-in-month) belong to AnchorDayOfWeek.
	Weekday string
	Week    string
	// Month, 1 to 12, belongs to AnchorDayAndMonthOfYear.
	Month int64
	// Time is an optional time of day: HH:MM, optionally with seconds and an offset.
	Time string
}

type anchorJSON struct {
	Method string `json:"method"`
	// Day is a number or, for AnchorDayOfWeek, the name of a day.
	Day   any    `json:"day"`
	Week  string `json:"week,omitempty"`
	Month int64  `json:"month,omitempty"`
	Time  string `json:"time,omitempty"`
}

var (
	_ json.Marshaler   = PeriodAnchor{}
	_ json.Unmarshaler = (*PeriodAnchor)(nil)
)

// MarshalJSON writes day as a number or a name, depending on the method.
func (a PeriodAnchor) MarshalJSON() ([]byte, error) {
	wire := anchorJSON{Method: a.Method, Day: a.Day, Week: a.Week, Month: a.Month, Time: a.Time}
	if a.Method == AnchorDayOfWeek {
		wire.Day = a.Weekday
	}
	return json.Marshal(wire)
}

// UnmarshalJSON returns an error for an unknown method, because an update would destroy its fields.
func (a *PeriodAnchor) UnmarshalJSON(content []byte) error {
	var wire anchorJSON
	if err := decode(content, &wire); err != nil {
		return err
	}
	*a = PeriodAnchor{Method: wire.Method, Week: wire.Week, Month: wire.Month, Time: wire.Time}
	switch day := wire.Day.(type) {
	case string:
		a.Weekday = day
	case json.Number:
		number, err := day.Int64()
		if err != nil {
			return fmt.Errorf("day %s of periodAnchorInstruction: %w", day, err)
		}
		a.Day = number
	}
	switch a.Method {
	case AnchorDayOfMonth, AnchorDayOfWeek, AnchorDayAndMonthOfYear:
		return nil
	}
	return fmt.Errorf("periodAnchorInstruction has the method %q, which this version does not support", a.Method)
}

// MeteredBilling charges for the usage reported during a service period. It requires postpaid billing.
type MeteredBilling struct {
	// Strategy is sum or last.
	Strategy string `json:"strategy"`
	// Min and Max, at least 0.01, limit the charged quantity; "" means no limit.
	Min json.Number `json:"min,omitempty"`
	Max json.Number `json:"max,omitempty"`
	// Sticky charges the last known quantity for a period without a report. It requires the strategy last.
	Sticky bool `json:"sticky"`
}

// Formulas of Pricing.
const (
	FixedFee  = "fixed-fee"
	FlatRate  = "flat-rate"
	Stairstep = "stairstep"
	Tiered    = "tiered"
	Volume    = "volume"
)

// Pricing determines the amount for a quantity.
type Pricing struct {
	Formula string `json:"formula"`
	// Price belongs to FixedFee (total) and FlatRate (per unit).
	Price json.Number `json:"price,omitempty"`
	// MinQuantity, 1 to 999999999, belongs to all formulas except FixedFee; nil means no bound.
	MinQuantity *int64 `json:"minQuantity"`
	// MaxQuantity, 1 to 999999999, belongs to FlatRate; nil means no bound.
	MaxQuantity *int64 `json:"maxQuantity"`
	// Brackets belong to Stairstep (price of the step), Tiered (price per unit within the tier) and Volume (price per unit of
	// the whole quantity).
	Brackets []Bracket `json:"brackets"`
}

// Bracket is a range of quantities from the end of the previous bracket to MaxQuantity; nil means no end.
type Bracket struct {
	Price       json.Number `json:"price,omitempty"`
	MaxQuantity *int64      `json:"maxQuantity"`
}

var (
	_ json.Marshaler   = Pricing{}
	_ json.Unmarshaler = (*Pricing)(nil)
)

// MarshalJSON writes the fields of the formula.
func (p Pricing) MarshalJSON() ([]byte, error) {
	fields := map[string]any{"formula": p.Formula}
	// A missing price is not 0.
	if p.Price != "" {
		fields["price"] = p.Price
	}
	switch p.Formula {
	case FixedFee:
	case FlatRate:
		fields["minQuantity"] = p.MinQuantity
		fields["maxQuantity"] = p.MaxQuantity
	default:
		fields["brackets"] = p.Brackets
		fields["minQuantity"] = p.MinQuantity
	}
	return json.Marshal(fields)
}

// UnmarshalJSON returns an error for an unknown formula, because an update would destroy its fields.
func (p *Pricing) UnmarshalJSON(content []byte) error {
	type fields Pricing
	if err := decode(content, (*fields)(p)); err != nil {
		return err
	}
	switch p.Formula {
	case FixedFee, FlatRate, Stairstep, Tiered, Volume:
		return nil
	}
	return fmt.Errorf("pricing has the formula %q, which this version does not support", p.Formula)
}

// Plans returns the collection of billing plans.
func (c *Client) Plans() Collection[Plan] {
	return Collection[Plan]{
		client: c,
		Shape: Shape{
			Path: "plans",
			ReadOnly: []string{
				"id", "currencySign", "revision", "isTrialOnly", "invoiceTimeShift", "createdTime", "updatedTime", "_links",
			},
			ReplaceFields:  []string{"productOptions"},
			NotNullable:    []string{"recurringInterval.periodAnchorInstruction.time"},
			Discriminators: map[string]string{"recurringInterval.periodAnchorInstruction": "method"},
		},
	}
}
