package tfvalue

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// numberErrors are the ends of the framework's messages about numbers that do not fit an attribute, with better ones. Terraform has
// one type for all numbers, so every configuration can have them.
var numberErrors = map[string]string{
	"is not an integer.": "%s is %s, which is not a whole number. " +
		"Round it, for example with floor() or ceil().",
	"cannot be represented as a 64-bit integer.": "%s is %s, which is out of range: a whole number has at most 18 digits.",
	"cannot be represented as a 64-bit floating point.": "%s is %s, which is out of range: a number is at most about 1.8e308, " +
		"and at least about 4.9e-324 if it is not 0.",
}

// ExplainNumbers rewrites the framework's errors about numbers that do not fit their attribute, which call them errors of the provider.
// config returns the configuration that the diagnostics are about. It is called only for such errors.
func ExplainNumbers(diagnostics []*tfprotov6.Diagnostic, config func() (tftypes.Value, error)) {
	for _, diagnostic := range diagnostics {
		for ending, explanation := range numberErrors {
			if !strings.HasSuffix(diagnostic.Detail, ending) {
				continue
			}
			value, err := config()
			if err != nil {
				return
			}
			number, at := misfit(value, diagnostic)
			if number == nil {
				continue
			}
			diagnostic.Summary, diagnostic.Attribute = "Invalid number", at
			diagnostic.Detail = fmt.Sprintf(explanation, pathText(at), number.Text('g', -1))
		}
	}
}

// misfit returns the number that a diagnostic is about, and its path, or that of the diagnostic if the number is there several times.
func misfit(config tftypes.Value, diagnostic *tfprotov6.Diagnostic) (number *big.Float, at *tftypes.AttributePath) {
	_ = tftypes.Walk(config, func(path *tftypes.AttributePath, value tftypes.Value) (bool, error) {
		candidate := numberOf(value)
		if candidate == nil || !strings.Contains(diagnostic.Detail, fmt.Sprintf("Value %s ", candidate)) {
			return true, nil
		}
		at = path
		if number != nil {
			at = diagnostic.Attribute
		}
		number = candidate
		return true, nil
	})
	return number, at
}

// numberOf returns the number that a value is, nil if it is none, null or unknown.
func numberOf(value tftypes.Value) *big.Float {
	var number *big.Float
	if !value.IsKnown() || value.IsNull() || !value.Type().Is(tftypes.Number) || value.As(&number) != nil {
		return nil
	}
	return number
}

// pathText returns a path as Terraform writes it: Terraform shows only the resource for a path within an attribute.
func pathText(at *tftypes.AttributePath) string {
	var text strings.Builder
	for i, step := range at.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			if i > 0 {
				text.WriteByte('.')
			}
			text.WriteString(string(step))
		case tftypes.ElementKeyInt:
			fmt.Fprintf(&text, "[%d]", int64(step))
		case tftypes.ElementKeyString:
			fmt.Fprintf(&text, "[%q]", string(step))
		}
	}
	return text.String()
}
