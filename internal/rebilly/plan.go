package rebilly

import (
	"encoding/json"
	"fmt"
)

// Plan is a price of a product and how it is charged. Rebilly has three kinds without a discriminator: a one-time sale
// has Pricing alone, a subscription RecurringInterval too, a trial-only plan Trial without Pricing. The parts that a kind
// does not have are nil and not sent.
type Plan struct {
	ID string `json:"id,omitempty"`
	// Name has at most 255 characters.
	Name      string `json:"name"`
	ProductID string `json:"productId"`
	// Currency is a code of ISO 4217. All prices of the plan are decimals in it.
	Currency string `json:"currency"`
	// Description and RichDescription are not nullable; "" is none.
	Description     string      `json:"description"`
	RichDescription string      `json:"richDescription"`
	ProductOptions  Map[string] `json:"productOptions"`
	// IsActive is true by the server's default.
	IsActive          *bool              `json:"isActive,omitempty"`
	Setup             *Setup             `json:"setup"`
	Pricing           *Pricing           `json:"pricing,omitempty"`
	Trial             *Trial             `json:"trial,omitempty"`
	RecurringInterval *RecurringInterval `json:"recurringInterval,omitempty"`
	MeteredBilling    *MeteredBilling    `json:"meteredBilling,omitempty"`
	CustomFields      Map[any]           `json:"customFields"`
}

var _ Object = Plan{}

// Key is the id.
func (p Plan) Key() string { return p.ID }

// DisplayName is the name.
func (p Plan) DisplayName() string { return p.Name }

// Setup is a fee charged once, at the start.
type Setup struct {
	Price json.Number `json:"price,omitempty"`
}

// Trial is a time at the start that has a price of its own.
type Trial struct {
	Price  json.Number `json:"price,omitempty"`
	Period Period      `json:"period"`
}

// Period is a span of time, such as 14 days.
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
	// Limit is the number of invoices, nil for no end.
	Limit *int64 `json:"limit"`
	// BillingTiming is prepaid, the server's default, or postpaid.
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
	// Day is the day of the month, 1 to 31, of AnchorDayOfMonth and AnchorDayAndMonthOfYear.
	Day int64
	// Weekday, Sunday to Saturday, and Week, next, first-in-month or last-in-month, are of AnchorDayOfWeek.
	Weekday string
	Week    string
	// Month, 1 to 12, is of AnchorDayAndMonthOfYear.
	Month int64
	// Time of day is optional: HH:MM, with seconds and an offset if wanted.
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

// MarshalJSON writes day as a number or a name, as the method demands.
func (a PeriodAnchor) MarshalJSON() ([]byte, error) {
	wire := anchorJSON{Method: a.Method, Day: a.Day, Week: a.Week, Month: a.Month, Time: a.Time}
	if a.Method == AnchorDayOfWeek {
		wire.Day = a.Weekday
	}
	return json.Marshal(wire)
}

// UnmarshalJSON reads what MarshalJSON writes.
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
	return fmt.Errorf("periodAnchorInstruction has the method %q, which this version does not know", a.Method)
}

// MeteredBilling charges for the usage that was reported during a service period. It needs postpaid billing.
type MeteredBilling struct {
	// Strategy is sum or last.
	Strategy string `json:"strategy"`
	// Min and Max bound the charged quantity, at least 0.01; "" is no bound.
	Min json.Number `json:"min,omitempty"`
	Max json.Number `json:"max,omitempty"`
	// Sticky, with the strategy last, charges the last known quantity for a period without a report.
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

// Pricing is how a quantity becomes an amount.
type Pricing struct {
	Formula string `json:"formula"`
	// Price is of FixedFee (in all) and FlatRate (a unit).
	Price json.Number `json:"price,omitempty"`
	// MinQuantity, 1 to 999999999, is of every formula but FixedFee; nil is no bound.
	MinQuantity *int64 `json:"minQuantity"`
	// MaxQuantity, 1 to 999999999, is of FlatRate; nil is no bound.
	MaxQuantity *int64 `json:"maxQuantity"`
	// Brackets are of Stairstep (price of the step), Tiered (price a unit within the tier) and Volume (price a unit of all).
	Brackets []Bracket `json:"brackets"`
}

// Bracket is a range of quantities from the end of the one before to MaxQuantity; nil has no end.
type Bracket struct {
	Price       json.Number `json:"price,omitempty"`
	MaxQuantity *int64      `json:"maxQuantity"`
}

var (
	_ json.Marshaler   = Pricing{}
	_ json.Unmarshaler = (*Pricing)(nil)
)

// MarshalJSON writes the fields that the formula has.
func (p Pricing) MarshalJSON() ([]byte, error) {
	fields := map[string]any{"formula": p.Formula}
	// A price that is not there is not 0.
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

// UnmarshalJSON refuses a formula that this version does not know: what it cannot read it could only destroy.
func (p *Pricing) UnmarshalJSON(content []byte) error {
	type fields Pricing
	if err := decode(content, (*fields)(p)); err != nil {
		return err
	}
	switch p.Formula {
	case FixedFee, FlatRate, Stairstep, Tiered, Volume:
		return nil
	}
	return fmt.Errorf("pricing has the formula %q, which this version does not know", p.Formula)
}

// Plans is the collection of plans.
func (c *Client) Plans() Collection[Plan] {
	return Collection[Plan]{
		client: c,
		path:   "plans",
		readOnly: []string{
			"id", "currencySign", "revision", "isTrialOnly", "invoiceTimeShift", "createdTime", "updatedTime", "_links",
		},
		replaceFields: []string{"productOptions", "recurringInterval.periodAnchorInstruction"},
	}
}
