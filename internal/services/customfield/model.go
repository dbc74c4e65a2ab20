package customfield

import (
	"encoding/json"
	"math/big"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

type model struct {
	Resource    string         `tfsdk:"resource"`
	Name        string         `tfsdk:"name"`
	Description *string        `tfsdk:"description"`
	IsEnabled   bool           `tfsdk:"is_enabled"`
	OnDestroy   string         `tfsdk:"on_destroy"`
	Timeouts    *crud.Timeouts `tfsdk:"timeouts"`
	variants
}

// variants is the union of the types of a custom field: exactly one of its fields is set.
type variants struct {
	Array    *arrayField    `tfsdk:"array"`
	Boolean  *booleanField  `tfsdk:"boolean"`
	Date     *timeField     `tfsdk:"date"`
	DateTime *timeField     `tfsdk:"datetime"`
	Integer  *integerField  `tfsdk:"integer"`
	Number   *numberField   `tfsdk:"number"`
	String   *stringField   `tfsdk:"string"`
	Monetary *monetaryField `tfsdk:"monetary"`
}

type arrayField struct {
	Required      bool     `tfsdk:"required"`
	Default       []string `tfsdk:"default"`
	AllowedValues []string `tfsdk:"allowed_values"`
}

type booleanField struct {
	Required bool  `tfsdk:"required"`
	Default  *bool `tfsdk:"default"`
}

// timeField is a date or a datetime.
type timeField struct {
	Required bool    `tfsdk:"required"`
	Default  *string `tfsdk:"default"`
}

type integerField struct {
	Required bool   `tfsdk:"required"`
	Default  *int64 `tfsdk:"default"`
	Minimum  *int64 `tfsdk:"minimum"`
	Maximum  *int64 `tfsdk:"maximum"`
}

type numberField struct {
	Required bool          `tfsdk:"required"`
	Default  types.Float64 `tfsdk:"default"`
	Minimum  types.Float64 `tfsdk:"minimum"`
	Maximum  types.Float64 `tfsdk:"maximum"`
}

type stringField struct {
	Required      bool     `tfsdk:"required"`
	Default       *string  `tfsdk:"default"`
	AllowedValues []string `tfsdk:"allowed_values"`
	MaxLength     *int64   `tfsdk:"max_length"`
	Pattern       *string  `tfsdk:"pattern"`
}

type monetaryField struct {
	Required bool   `tfsdk:"required"`
	Default  *money `tfsdk:"default"`
}

type money struct {
	Currency string        `tfsdk:"currency"`
	Amount   types.Float64 `tfsdk:"amount"`
}

func toAPI(m model) rebilly.CustomField {
	f := rebilly.CustomField{Resource: m.Resource, Name: m.Name, Description: m.Description, IsEnabled: &m.IsEnabled}
	f.Type, f.Schema = m.variants.toAPI()
	// The name is in the path. It is read-only in the body.
	return f
}

func (v variants) toAPI() (kind string, schema rebilly.FieldSchema) {
	switch {
	case v.Array != nil:
		schema = rebilly.FieldSchema{Required: v.Array.Required, AllowedValues: v.Array.AllowedValues}
		if v.Array.Default != nil {
			schema.Default = anything(v.Array.Default)
		}
		return rebilly.ArrayField, schema
	case v.Boolean != nil:
		return rebilly.BooleanField, rebilly.FieldSchema{Required: v.Boolean.Required, Default: optional(v.Boolean.Default)}
	case v.Date != nil:
		return rebilly.DateField, rebilly.FieldSchema{Required: v.Date.Required, Default: optional(v.Date.Default)}
	case v.DateTime != nil:
		return rebilly.DateTimeField, rebilly.FieldSchema{Required: v.DateTime.Required, Default: optional(v.DateTime.Default)}
	case v.Integer != nil:
		schema = rebilly.FieldSchema{Required: v.Integer.Required, Minimum: whole(v.Integer.Minimum), Maximum: whole(v.Integer.Maximum)}
		if v.Integer.Default != nil {
			schema.Default = whole(v.Integer.Default)
		}
		return rebilly.IntegerField, schema
	case v.Number != nil:
		schema = rebilly.FieldSchema{
			Required: v.Number.Required, Minimum: decimal.ToJSON(v.Number.Minimum), Maximum: decimal.ToJSON(v.Number.Maximum),
		}
		if number := decimal.ToJSON(v.Number.Default); number != "" {
			schema.Default = number
		}
		return rebilly.NumberField, schema
	case v.String != nil:
		return rebilly.StringField, rebilly.FieldSchema{
			Required: v.String.Required, Default: optional(v.String.Default), AllowedValues: v.String.AllowedValues,
			MaxLength: v.String.MaxLength, Pattern: v.String.Pattern,
		}
	case v.Monetary != nil:
		schema = rebilly.FieldSchema{Required: v.Monetary.Required}
		if m := v.Monetary.Default; m != nil {
			schema.Default = map[string]any{"currency": m.Currency, "amount": decimal.ToJSON(m.Amount)}
		}
		return rebilly.MonetaryField, schema
	}
	return "", schema
}

func fromAPI(f rebilly.CustomField, prior *model) model {
	m := model{
		Resource:    f.Resource,
		Name:        f.Name,
		Description: f.Description,
		IsEnabled:   f.Enabled(),
		OnDestroy:   onDestroyDisable,
		variants:    variantsFromAPI(f),
	}
	if prior == nil {
		return m
	}
	if current, before := m.DateTime, prior.DateTime; current != nil && before != nil && current.Default != nil && before.Default != nil {
		current.Default = new(validators.PreserveEqualTime(*before.Default, *current.Default))
	}
	return m
}

func variantsFromAPI(f rebilly.CustomField) variants {
	s := f.Schema
	switch f.Type {
	case rebilly.ArrayField:
		elements, _ := s.Default.([]any)
		return variants{Array: &arrayField{Required: s.Required, Default: texts(elements), AllowedValues: s.AllowedValues}}
	case rebilly.BooleanField:
		return variants{Boolean: &booleanField{Required: s.Required, Default: as[bool](s.Default)}}
	case rebilly.DateField:
		return variants{Date: &timeField{Required: s.Required, Default: as[string](s.Default)}}
	case rebilly.DateTimeField:
		return variants{DateTime: &timeField{Required: s.Required, Default: as[string](s.Default)}}
	case rebilly.IntegerField:
		number, _ := s.Default.(json.Number)
		return variants{Integer: &integerField{
			Required: s.Required, Default: wholeFromAPI(number), Minimum: wholeFromAPI(s.Minimum), Maximum: wholeFromAPI(s.Maximum),
		}}
	case rebilly.NumberField:
		number, _ := s.Default.(json.Number)
		return variants{Number: &numberField{
			Required: s.Required, Default: decimal.FromJSON(number), Minimum: decimal.FromJSON(s.Minimum), Maximum: decimal.FromJSON(s.Maximum),
		}}
	case rebilly.MonetaryField:
		field := &monetaryField{Required: s.Required}
		if amount, ok := s.Default.(map[string]any); ok {
			number, _ := amount["amount"].(json.Number)
			currency, _ := amount["currency"].(string)
			field.Default = &money{Currency: currency, Amount: decimal.FromJSON(number)}
		}
		return variants{Monetary: field}
	}
	return variants{String: &stringField{
		Required: s.Required, Default: as[string](s.Default), AllowedValues: s.AllowedValues, MaxLength: s.MaxLength, Pattern: s.Pattern,
	}}
}

// optional returns the value, or an untyped nil for a nil pointer: an interface that holds a nil pointer is not nil.
func optional[T any](value *T) any {
	if value == nil {
		return nil
	}
	return *value
}

// as returns nil for a value of a different type.
func as[T any](value any) *T {
	if typed, ok := value.(T); ok {
		return &typed
	}
	return nil
}

func anything(values []string) []any {
	items := make([]any, len(values))
	for i, value := range values {
		items[i] = value
	}
	return items
}

func texts(elements []any) []string {
	if elements == nil {
		return nil
	}
	values := make([]string, len(elements))
	for i, element := range elements {
		values[i], _ = element.(string)
	}
	return values
}

func whole(number *int64) json.Number {
	if number == nil {
		return ""
	}
	return json.Number(strconv.FormatInt(*number, 10))
}

// wholeFromAPI accepts 5.0 as well, because PHP may encode 5 like that.
func wholeFromAPI(literal json.Number) *int64 {
	number, ok := new(big.Rat).SetString(literal.String())
	if !ok || !number.IsInt() || !number.Num().IsInt64() {
		return nil
	}
	return new(number.Num().Int64())
}
