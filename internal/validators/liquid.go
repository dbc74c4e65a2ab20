package validators

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Liquid validates that the placeholders and the tags of a Liquid template are closed. It knows the blocks of Liquid, and accepts all other
// tags.
func Liquid() validator.String { return liquid{} }

type liquid struct{}

var _ validator.String = liquid{}

// Description implements validator.String.
func (liquid) Description(context.Context) string {
	return "must close its Liquid placeholders and tags"
}

// MarkdownDescription implements validator.String.
func (v liquid) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (liquid) ValidateString(_ context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if problem := liquidProblem(request.ConfigValue.ValueString()); problem != "" {
		response.Diagnostics.AddAttributeError(request.Path, "Invalid Liquid template", fmt.Sprintf("In %s, %s.", request.Path, problem))
	}
}

// liquidBlocks are the tags of Liquid that need an end tag. The content of comment and raw is not parsed.
var liquidBlocks = []string{"capture", "case", "comment", "for", "if", "raw", "tablerow", "unless"}

var (
	// liquidMark matches a placeholder and a tag, or what begins one that is not closed.
	liquidMark = regexp.MustCompile(`(?s)\{\{.*?\}\}|\{%.*?%\}|\{\{|\{%`)
	liquidTag  = regexp.MustCompile(`^\{%-?\s*(end)?(\w*)`)
)

// liquidProblem returns what is not closed in a template, "" if everything is.
func liquidProblem(template string) string {
	var open []string
	for _, at := range liquidMark.FindAllStringIndex(template, -1) {
		mark, line := template[at[0]:at[1]], 1+strings.Count(template[:at[0]], "\n")
		tag := append(liquidTag.FindStringSubmatch(mark), "", "", "")
		isEnd, name := tag[1] != "", tag[2]
		block := ""
		if len(open) > 0 {
			block = open[len(open)-1]
		}
		switch isBlock := slices.Contains(liquidBlocks, name); {
		case isEnd && name == block:
			open = open[:len(open)-1]
		case block == "raw" || block == "comment":
		case len(mark) == len("{{"):
			return fmt.Sprintf("line %d has %s without %s", line, mark, map[string]string{"{{": "}}", "{%": "%}"}[mark])
		case isEnd && isBlock:
			return fmt.Sprintf("line %d ends %s, which is not open there", line, name)
		case isBlock:
			open = append(open, name)
		}
	}
	if len(open) > 0 {
		return fmt.Sprintf("%s has no end%[1]s", open[len(open)-1])
	}
	return ""
}
