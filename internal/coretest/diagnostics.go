package coretest

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Diagnostics are the diagnostics of a call, with those that Core adds for violations.
type Diagnostics []*tfprotov6.Diagnostic

// Errors returns the errors.
func (d Diagnostics) Errors() Diagnostics { return d.of(tfprotov6.DiagnosticSeverityError) }

// Warnings returns the warnings.
func (d Diagnostics) Warnings() Diagnostics { return d.of(tfprotov6.DiagnosticSeverityWarning) }

// HasError reports whether one error contains all parts in its path, summary or detail.
func (d Diagnostics) HasError(parts ...string) bool { return d.Errors().has(parts) }

// HasWarning reports whether one warning contains all parts in its path, summary or detail.
func (d Diagnostics) HasWarning(parts ...string) bool { return d.Warnings().has(parts) }

// String returns one line per diagnostic: "severity: path: summary: detail".
func (d Diagnostics) String() string {
	lines := make([]string, 0, len(d))
	for _, diagnostic := range d {
		lines = append(lines, line(diagnostic))
	}
	return strings.Join(lines, "\n")
}

func (d Diagnostics) of(severity tfprotov6.DiagnosticSeverity) Diagnostics {
	var found Diagnostics
	for _, diagnostic := range d {
		if diagnostic.Severity == severity {
			found = append(found, diagnostic)
		}
	}
	return found
}

func (d Diagnostics) has(parts []string) bool {
	for _, diagnostic := range d {
		text, missing := line(diagnostic), false
		for _, part := range parts {
			missing = missing || !strings.Contains(text, part)
		}
		if !missing {
			return true
		}
	}
	return false
}

func line(d *tfprotov6.Diagnostic) string {
	parts := []string{strings.ToLower(d.Severity.String())}
	for _, part := range []string{dotted(d.Attribute), d.Summary, d.Detail} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ": ")
}
