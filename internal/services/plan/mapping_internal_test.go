package plan

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"pgregory.net/rapid"

	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

var (
	texts      = rapid.StringN(0, 20, -1)
	units      = rapid.SampledFrom([]string{"day", "week", "month", "year"})
	quantities = rapid.Ptr(rapid.Int64Range(1, maxQuantity), true)
	times      = rapid.Ptr(rapid.SampledFrom([]string{"10:00", "23:59:59Z"}), true)
	prices     = rapid.Custom(func(t *rapid.T) types.Float64 {
		cents := rapid.Int64Range(0, 1e12).Draw(t, "cents")
		return decimal.FromJSON(json.Number(strconv.FormatFloat(float64(cents)/100, 'f', -1, 64)))
	})
	periods = rapid.Custom(func(t *rapid.T) period {
		return period{Unit: units.Draw(t, "unit"), Length: rapid.Int64Range(1, 100).Draw(t, "length")}
	})
	bracketeds = rapid.Custom(func(t *rapid.T) *bracketed {
		b := &bracketed{MinQuantity: quantities.Draw(t, "min_quantity")}
		for range rapid.IntRange(1, 4).Draw(t, "brackets") {
			b.Brackets = append(b.Brackets, bracket{Price: prices.Draw(t, "price"), MaxQuantity: quantities.Draw(t, "max_quantity")})
		}
		return b
	})
)

func drawPricing(t *rapid.T) *pricing {
	switch rapid.IntRange(0, 5).Draw(t, "formula") {
	case 0:
		return &pricing{FixedFee: &fixedFee{Price: prices.Draw(t, "price")}}
	case 1:
		return &pricing{FlatRate: &flatRate{
			Price: prices.Draw(t, "price"), MinQuantity: quantities.Draw(t, "min"), MaxQuantity: quantities.Draw(t, "max"),
		}}
	case 2:
		return &pricing{Stairstep: bracketeds.Draw(t, "stairstep")}
	case 3:
		return &pricing{Tiered: bracketeds.Draw(t, "tiered")}
	case 4:
		return &pricing{Volume: bracketeds.Draw(t, "volume")}
	}
	return nil
}

func drawAnchor(t *rapid.T) *periodAnchor {
	day := rapid.Int64Range(1, 31)
	switch rapid.IntRange(0, 3).Draw(t, "method") {
	case 0:
		return &periodAnchor{DayOfMonth: &dayOfMonth{Day: day.Draw(t, "day"), Time: times.Draw(t, "time")}}
	case 1:
		return &periodAnchor{DayOfWeek: &dayOfWeek{Day: "Monday", Week: "next", Time: times.Draw(t, "time")}}
	case 2:
		return &periodAnchor{DayAndMonthOfYear: &dayAndMonthOfYear{
			Day: day.Draw(t, "day"), Month: rapid.Int64Range(1, 12).Draw(t, "month"), Time: times.Draw(t, "time"),
		}}
	}
	return nil
}

func TestMapping_RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := model{
			ID:              types.StringValue("plan_x"),
			Name:            texts.Draw(t, "name"),
			ProductID:       texts.Draw(t, "product_id"),
			Currency:        "USD",
			Description:     new(texts.Draw(t, "description")),
			RichDescription: new(texts.Draw(t, "rich_description")),
			ProductOptions:  rapid.MapOfN(texts, texts, 0, 3).Draw(t, "product_options"),
			IsActive:        rapid.Bool().Draw(t, "is_active"),
			Pricing:         drawPricing(t),
			CustomFields:    types.DynamicNull(),
			OnDestroy:       onDestroyDelete,
		}
		if rapid.Bool().Draw(t, "has setup") {
			m.Setup = &setup{Price: prices.Draw(t, "setup")}
		}
		if rapid.Bool().Draw(t, "has trial") {
			m.Trial = &trial{Price: prices.Draw(t, "trial"), Period: periods.Draw(t, "period")}
		}
		if rapid.Bool().Draw(t, "recurs") {
			p := periods.Draw(t, "interval")
			m.RecurringInterval = &recurringInterval{
				Unit: p.Unit, Length: p.Length, Limit: quantities.Draw(t, "limit"),
				BillingTiming: rapid.SampledFrom([]string{prepaid, postpaid}).Draw(t, "timing"), PeriodAnchorInstruction: drawAnchor(t),
			}
		}
		if rapid.Bool().Draw(t, "is metered") {
			m.MeteredBilling = &meteredBilling{
				Strategy: "last", Min: prices.Draw(t, "min"), Max: types.Float64Null(), Sticky: rapid.Bool().Draw(t, "sticky"),
			}
		}

		object := toAPI(m)
		object.ID = "plan_x"
		wire, err := json.Marshal(object)
		if err != nil {
			t.Fatal(err)
		}
		var got rebilly.Plan
		if err := json.Unmarshal(wire, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(m, fromAPI(got, &m)); diff != "" {
			t.Error(diff)
		}
	})
}
