package apikey

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// parseIP parses an address or a range in CIDR notation. It returns a single address as a range of one address.
func parseIP(text string) (netip.Prefix, error) {
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

// canonicalIP returns the canonical form of an address or a range. It returns any other text unchanged.
func canonicalIP(text string) string {
	prefix, err := parseIP(text)
	switch {
	case err != nil:
		return text
	case prefix.IsSingleIP():
		return prefix.Addr().String()
	}
	return prefix.String()
}

// canonicalIPs returns the list in the form that is sent to Rebilly: canonical, sorted and without duplicates, or nil if it is empty.
func canonicalIPs(texts []string) []string {
	var list []string
	for _, text := range texts {
		list = append(list, canonicalIP(text))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// preserveIPFormat returns the addresses of list in the format of prior, where prior has an equal address.
func preserveIPFormat(list, prior []string) []string {
	formatted := []string{}
	for _, text := range list {
		equal := slices.DeleteFunc(slices.Clone(prior), func(candidate string) bool { return canonicalIP(candidate) != canonicalIP(text) })
		if len(equal) == 0 {
			equal = []string{text}
		}
		formatted = append(formatted, equal...)
	}
	slices.Sort(formatted)
	return slices.Compact(formatted)
}

// contained reports whether one of ranges contains every address of text.
func contained(text string, ranges []string) bool {
	inner, err := parseIP(text)
	return err == nil && slices.ContainsFunc(ranges, func(candidate string) bool {
		outer, err := parseIP(candidate)
		return err == nil && outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
	})
}

// notPublic lists the ranges from which no request reaches Rebilly over the internet.
var notPublic = []string{
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
	"::/127", "fc00::/7", "fe80::/10", "ff00::/8",
}

// publicIP is a validator that requires a public address or range.
type publicIP struct{}

func (publicIP) Description(context.Context) string {
	return "must be a public IP address or range in CIDR notation"
}

func (v publicIP) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (publicIP) ValidateString(_ context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	text := request.ConfigValue.ValueString()
	if _, err := parseIP(text); err != nil {
		response.Diagnostics.AddAttributeError(request.Path, "Invalid IP address",
			fmt.Sprintf("%q is neither an IPv4 or IPv6 address nor a range such as 201.54.122.0/24: %s.", text, err))
		return
	}
	if contained(text, notPublic) {
		response.Diagnostics.AddAttributeError(request.Path, "Not a public IP address",
			fmt.Sprintf("%q is private or reserved. Rebilly sees only the public address of your network: use that address.", text))
	}
}

// ipSemanticEquality is a plan modifier that keeps the value of the prior state if the configuration has the same addresses in a
// different format.
type ipSemanticEquality struct{}

func (ipSemanticEquality) Description(context.Context) string {
	return "A different format of the same addresses is not a change."
}

func (m ipSemanticEquality) MarkdownDescription(ctx context.Context) string {
	return m.Description(ctx)
}

func (ipSemanticEquality) PlanModifySet(_ context.Context, request planmodifier.SetRequest, response *planmodifier.SetResponse) {
	prior, priorKnown := stringValues(request.StateValue.Elements())
	configured, configuredKnown := stringValues(request.ConfigValue.Elements())
	if priorKnown && configuredKnown && len(prior) > 0 && slices.Equal(canonicalIPs(prior), canonicalIPs(configured)) {
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
