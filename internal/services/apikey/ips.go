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

// parseIP reads an address or a range in any of its spellings, an address as the range of itself alone.
func parseIP(text string) (netip.Prefix, error) {
	if !strings.Contains(text, "/") {
		address, err := netip.ParseAddr(text)
		if err == nil && address.Zone() != "" {
			err = errors.New("an address with a zone has a meaning on one machine only")
		}
		address = address.Unmap()
		return netip.PrefixFrom(address, address.BitLen()), err
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return prefix, err
	}
	// ::ffff:203.0.113.0/120 are IPv4 addresses.
	if address := prefix.Addr(); address.Is4In6() && prefix.Bits() >= 96 {
		prefix = netip.PrefixFrom(address.Unmap(), prefix.Bits()-96)
	}
	return prefix.Masked(), nil
}

// canonicalIP is the one spelling of an address or a range; text that is neither is its own.
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

// canonicalIPs is a list as it is sent, nil where it does not restrict anything.
func canonicalIPs(texts []string) []string {
	var list []string
	for _, text := range texts {
		list = append(list, canonicalIP(text))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// preserveIPFormat is a list of Rebilly's in the spelling that Terraform held before.
func preserveIPFormat(list, prior []string) []string {
	spelled := []string{}
	for _, text := range list {
		before := slices.DeleteFunc(slices.Clone(prior), func(held string) bool { return canonicalIP(held) != canonicalIP(text) })
		if len(before) == 0 {
			before = []string{text}
		}
		spelled = append(spelled, before...)
	}
	slices.Sort(spelled)
	return slices.Compact(spelled)
}

// contained tells whether every address of a range is in one of the others.
func contained(text string, ranges []string) bool {
	inner, err := parseIP(text)
	return err == nil && slices.ContainsFunc(ranges, func(candidate string) bool {
		outer, err := parseIP(candidate)
		return err == nil && outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
	})
}

// notPublic are the ranges from which no request reaches Rebilly over the internet.
var notPublic = []string{
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
	"::/127", "fc00::/7", "fe80::/10", "ff00::/8",
}

// publicIP requires an address or a range that is not private.
type publicIP struct{}

func (publicIP) Description(context.Context) string {
	return "must be an IP address or a range in CIDR notation, and not private"
}

func (v publicIP) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (publicIP) ValidateString(_ context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	text := request.ConfigValue.ValueString()
	if _, err := parseIP(text); err != nil {
		response.Diagnostics.AddAttributeError(request.Path, "Not an IP address",
			fmt.Sprintf("%q is neither an IPv4 or IPv6 address nor a range such as 201.54.122.0/24: %s.", text, err))
		return
	}
	if contained(text, notPublic) {
		response.Diagnostics.AddAttributeError(request.Path, "Not a public IP address",
			fmt.Sprintf("%q is private or reserved, and Rebilly refuses private addresses: it sees only the public one of your network. Use that.", text))
	}
}

// sameIPs keeps the spelling of the state where the configuration spells the same addresses in another way.
type sameIPs struct{}

func (sameIPs) Description(context.Context) string { return "Addresses are compared by their meaning." }

func (m sameIPs) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (sameIPs) PlanModifySet(_ context.Context, request planmodifier.SetRequest, response *planmodifier.SetResponse) {
	was, wasKnown := texts(request.StateValue.Elements())
	next, nextKnown := texts(request.ConfigValue.Elements())
	if wasKnown && nextKnown && len(was) > 0 && slices.Equal(canonicalIPs(was), canonicalIPs(next)) {
		response.PlanValue = request.StateValue
	}
}

func texts(elements []attr.Value) (list []string, known bool) {
	for _, element := range elements {
		text, ok := element.(types.String)
		if !ok || text.IsUnknown() {
			return nil, false
		}
		list = append(list, text.ValueString())
	}
	return list, true
}
