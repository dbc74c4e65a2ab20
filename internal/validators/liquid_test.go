package validators_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

func TestLiquid(t *testing.T) {
	for template, want := range map[string]string{
		"": "", "Hello": "", "{{ name }}": "", "{ name }": "", "{{ a }} }} %}": "",
		"{% if a %}{{ b }}{% else %}c{% endif %}":                       "",
		"{%- for a in b -%}{% unless c %}{% endunless %}{%- endfor -%}": "",
		"{% assign a = 1 %}{% sometag %}":                               "",
		"{% raw %}{{ a {% if %}{% endraw %}":                            "",
		"{% comment %}{% endif %}{% endcomment %}":                      "",
		"{{\n a\n}}{% case a %}{% when 1 %}{% endcase %}":               "",
		"a\nb {{ name }":         "line 2 has {{ without }}",
		"{% if a":                "line 1 has {% without %}",
		"{% if a %}":             "if has no endif",
		"{% if a %}{% endfor %}": "line 1 ends for, which is not open there",
		"{% if a %}{% for b in c %}{% endif %}{% endfor %}": "line 1 ends if",
		"{% endcapture %}": "line 1 ends capture",
		"{% raw %}{{ a }}": "raw has no endraw",
	} {
		request := validator.StringRequest{Path: path.Root("text"), ConfigValue: types.StringValue(template)}
		var response validator.StringResponse
		validators.Liquid().ValidateString(t.Context(), request, &response)
		got := ""
		for _, diagnostic := range response.Diagnostics {
			got += diagnostic.Detail()
		}
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%q: got %q, want %q", template, got, want)
		}
	}
}
