// Package shippingrate implements the resource rebilly_shipping_rate, its list resource and its data sources.
package shippingrate

import (
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// Registration is what the provider offers for shipping rates.
var Registration = kind.Kind{
	Name:                 "shipping rate",
	Collection:           "shipping-rates",
	IDPrefix:             "ship_rate_",
	DisplayNameAttribute: "name",
	Terms:                &commercial.ShippingRateTerms,
	Description: "Manages a shipping rate: what shipping costs, and for which invoices. " +
		"All attributes except `id` can be updated in place.",
	Fields: kind.Fields{
		"name":        kind.Text{Description: "Name of the shipping rate", Required: true},
		"description": kind.Text{Description: "Description of the shipping rate"},
		"price": kind.Number{
			Description: "Price of shipping, in units of the currency", Details: "`0` is free of charge.", Required: true, Currency: "currency",
		},
		"currency": kind.Currency("Currency of the price"),
		"filter": kind.Text{
			Description: "Rebilly search filter that selects the invoices to which the rate applies, such as " +
				"`deliveryAddress.country:US,CA;amount:100..1000`",
			Details: "By default, the rate applies to all invoices.", Default: new(""),
			Validators: []validator.String{validators.Filter()},
		},
		"status": kind.Text{
			Description: "Status of the rate, which applies only if it is `active`", Values: []string{"active", "inactive"},
			Default: new("active"),
		},
	},
}.Registration()
