// Package allowedips has the IP addresses to which keys and roles are limited: their schema, their format and their mapping.
package allowedips

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// parse parses an address or a range in CIDR notation. It returns a single address as a range of one address.
func parse(text string) (netip.Prefix, error) {
	if !strings.Contains(text, "/") {
		address, err := netip.ParseAddr(text)
		if err == nil && address.Zone() != "" {
			err = errors.New("an address with a zone is valid on one machine only")
		}
		address = address.Unmap()
		return netip.PrefixFrom(address, address.BitLen()), err
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return prefix, err
	}
	// ::ffff:203.0.113.0/120 is a range of IPv4 addresses.
	if address := prefix.Addr(); address.Is4In6() && prefix.Bits() >= 96 {
		prefix = netip.PrefixFrom(address.Unmap(), prefix.Bits()-96)
	}
	return prefix.Masked(), nil
}

// Canonical returns the canonical form of an address or a range. It returns any other text unchanged.
func Canonical(text string) string {
	prefix, err := parse(text)
	switch {
	case err != nil:
		return text
	case prefix.IsSingleIP():
		return prefix.Addr().String()
	}
	return prefix.String()
}

// CanonicalAll returns the list in the form that is sent to Rebilly: canonical, sorted and without duplicates, or nil if it is empty.
func CanonicalAll(texts []string) []string {
	var list []string
	for _, text := range texts {
		list = append(list, Canonical(text))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// PreserveFormat returns the addresses of list in the format of prior, where prior has an equal address, and nil for none: no
// configuration can have an empty set.
func PreserveFormat(list, prior []string) []string {
	var formatted []string
	for _, text := range list {
		equal := slices.DeleteFunc(slices.Clone(prior), func(candidate string) bool { return Canonical(candidate) != Canonical(text) })
		if len(equal) == 0 {
			equal = []string{text}
		}
		formatted = append(formatted, equal...)
	}
	slices.Sort(formatted)
	return slices.Compact(formatted)
}

// Contained reports whether one of ranges contains every address of text.
func Contained(text string, ranges []string) bool {
	inner, err := parse(text)
	return err == nil && slices.ContainsFunc(ranges, func(candidate string) bool {
		outer, err := parse(candidate)
		return err == nil && outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
	})
}

// notPublic lists the ranges from which no request reaches Rebilly over the internet.
var notPublic = []string{
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
	"::/127", "fc00::/7", "fe80::/10", "ff00::/8",
}

// Attribute returns the attribute allowed_ips.
func Attribute(description string) schema.SetAttribute {
	return schema.SetAttribute{
		Optional: true, ElementType: types.StringType, MarkdownDescription: description,
		Validators:    []validator.Set{setvalidator.NoNullValues(), validators.Restriction(), setvalidator.ValueStringsAre(public{})},
		PlanModifiers: []planmodifier.Set{semanticEquality{}},
	}
}

// Field declares the attribute allowed_ips of a kind.
type Field struct{ Description string }

var _ kind.Field = Field{}

// addresses is what the field has in common with other sets of texts.
var addresses = kind.Texts{Unordered: true, Validators: []validator.String{public{}}}

// Attribute implements kind.Field.
func (f Field) Attribute() schema.Attribute { return Attribute(f.Description) }

// Type implements kind.Field.
func (Field) Type() attr.Type { return addresses.Type() }

// ToAPI implements kind.Field.
func (Field) ToAPI(value attr.Value) any {
	set, _ := value.(types.Set)
	if set.IsNull() {
		return nil
	}
	texts, _ := stringValues(set.Elements())
	list := []any{}
	for _, text := range CanonicalAll(texts) {
		list = append(list, text)
	}
	return list
}

// FromAPI implements kind.Field. An address has the format that Terraform holds.
func (Field) FromAPI(value any, prior attr.Value) attr.Value {
	set, _ := addresses.FromAPI(value, nil).(types.Set)
	if len(set.Elements()) == 0 {
		// No configuration can have an empty set.
		return types.SetNull(types.StringType)
	}
	held, ok := prior.(types.Set)
	if !ok || held.IsNull() || held.IsUnknown() {
		return set
	}
	texts, _ := stringValues(set.Elements())
	formats, _ := stringValues(held.Elements())
	formatted := []attr.Value{}
	for _, text := range PreserveFormat(texts, formats) {
		formatted = append(formatted, types.StringValue(text))
	}
	return types.SetValueMust(types.StringType, formatted)
}

// Accept implements kind.Field.
func (Field) Accept(value any) (any, error) { return addresses.Accept(value) }

// AddTo implements kind.Field.
func (Field) AddTo(shape *rebilly.Shape, path string) { addresses.AddTo(shape, path) }

// Definition implements kind.Field.
func (Field) Definition() kind.Definition { return addresses.Definition() }

// public is a validator that requires a public address or range.
type public struct{}

func (public) Description(context.Context) string {
	return "must be a public IP address or range in CIDR notation"
}

func (v public) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (public) ValidateString(_ context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	text := request.ConfigValue.ValueString()
	if _, err := parse(text); err != nil {
		response.Diagnostics.AddAttributeError(request.Path, "Invalid IP address",
			fmt.Sprintf("%q is neither an IPv4 or IPv6 address nor a range such as 201.54.122.0/24: %s.", text, err))
		return
	}
	if Contained(text, notPublic) {
		response.Diagnostics.AddAttributeError(request.Path, "Not a public IP address",
			fmt.Sprintf("%q is private or reserved. Rebilly sees only the public address of your network: use that address.", text))
	}
}

// semanticEquality is a plan modifier that keeps the value of the prior state if the configuration has the same addresses in a
// different format.
type semanticEquality struct{}

func (semanticEquality) Description(context.Context) string {
	return "A different format of the same addresses is not a change."
}

func (m semanticEquality) MarkdownDescription(ctx context.Context) string {
	return m.Description(ctx)
}

func (semanticEquality) PlanModifySet(_ context.Context, request planmodifier.SetRequest, response *planmodifier.SetResponse) {
	prior, priorKnown := stringValues(request.StateValue.Elements())
	configured, configuredKnown := stringValues(request.ConfigValue.Elements())
	if priorKnown && configuredKnown && len(prior) > 0 && slices.Equal(CanonicalAll(prior), CanonicalAll(configured)) {
		response.PlanValue = request.StateValue
	}
}

func stringValues(elements []attr.Value) (list []string, known bool) {
	for _, element := range elements {
		text, ok := element.(types.String)
		if !ok || text.IsUnknown() {
			return nil, false
		}
		list = append(list, text.ValueString())
	}
	return list, true
}
