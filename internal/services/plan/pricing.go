package plan

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// pricing has exactly one variant set. The API has a formula field instead.
type pricing struct {
	FixedFee  *fixedFee  `tfsdk:"fixed_fee"`
	FlatRate  *flatRate  `tfsdk:"flat_rate"`
	Stairstep *bracketed `tfsdk:"stairstep"`
	Tiered    *bracketed `tfsdk:"tiered"`
	Volume    *bracketed `tfsdk:"volume"`
}

type fixedFee struct {
	Price types.Float64 `tfsdk:"price"`
}

type flatRate struct {
	Price       types.Float64 `tfsdk:"price"`
	MinQuantity *int64        `tfsdk:"min_quantity"`
	MaxQuantity *int64        `tfsdk:"max_quantity"`
}

type bracketed struct {
	Brackets    []bracket `tfsdk:"brackets"`
	MinQuantity *int64    `tfsdk:"min_quantity"`
}

type bracket struct {
	Price       types.Float64 `tfsdk:"price"`
	MaxQuantity *int64        `tfsdk:"max_quantity"`
}

func (p *pricing) toAPI() *rebilly.Pricing {
	switch {
	case p == nil:
		return nil
	case p.FixedFee != nil:
		return &rebilly.Pricing{Formula: rebilly.FixedFee, Price: decimal.ToJSON(p.FixedFee.Price)}
	case p.FlatRate != nil:
		return &rebilly.Pricing{
			Formula:     rebilly.FlatRate,
			Price:       decimal.ToJSON(p.FlatRate.Price),
			MinQuantity: p.FlatRate.MinQuantity,
			MaxQuantity: p.FlatRate.MaxQuantity,
		}
	case p.Stairstep != nil:
		return p.Stairstep.toAPI(rebilly.Stairstep)
	case p.Tiered != nil:
		return p.Tiered.toAPI(rebilly.Tiered)
	case p.Volume != nil:
		return p.Volume.toAPI(rebilly.Volume)
	}
	return nil
}

func (b *bracketed) toAPI(formula string) *rebilly.Pricing {
	p := &rebilly.Pricing{Formula: formula, MinQuantity: b.MinQuantity, Brackets: []rebilly.Bracket{}}
	for _, bracket := range b.Brackets {
		p.Brackets = append(p.Brackets, rebilly.Bracket{Price: decimal.ToJSON(bracket.Price), MaxQuantity: bracket.MaxQuantity})
	}
	return p
}

func pricingFromAPI(p *rebilly.Pricing) *pricing {
	if p == nil {
		return nil
	}
	switch p.Formula {
	case rebilly.FixedFee:
		return &pricing{FixedFee: &fixedFee{Price: decimal.FromJSON(p.Price)}}
	case rebilly.FlatRate:
		return &pricing{FlatRate: &flatRate{Price: decimal.FromJSON(p.Price), MinQuantity: p.MinQuantity, MaxQuantity: p.MaxQuantity}}
	case rebilly.Stairstep:
		return &pricing{Stairstep: bracketedFromAPI(p)}
	case rebilly.Tiered:
		return &pricing{Tiered: bracketedFromAPI(p)}
	case rebilly.Volume:
		return &pricing{Volume: bracketedFromAPI(p)}
	}
	return nil
}

func bracketedFromAPI(p *rebilly.Pricing) *bracketed {
	b := &bracketed{MinQuantity: p.MinQuantity, Brackets: []bracket{}}
	for _, br := range p.Brackets {
		b.Brackets = append(b.Brackets, bracket{Price: decimal.FromJSON(br.Price), MaxQuantity: br.MaxQuantity})
	}
	return b
}
