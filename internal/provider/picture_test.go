package provider_test

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestReadmeScreenshotIsCurrent checks that the picture in the documentation shows the golden plan. -update draws it.
func TestReadmeScreenshotIsCurrent(t *testing.T) {
	plan, err := os.ReadFile(filepath.Join("testdata", "plans", "plan_price.txt"))
	if err != nil {
		t.Fatal(err)
	}
	file, drawn := filepath.Join("..", "..", ".github", "pictures", "price-change.svg"), draw("$ terraform plan\n\n"+string(plan))
	if *update {
		if err := os.WriteFile(file, []byte(drawn), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != drawn {
		t.Errorf("%s: got (%v)\n%s\nwant (-update writes it)\n%s", file, err, got, drawn)
	}
}

var highlighted = regexp.MustCompile(`^\x{a0}*~|^Warning:|^Plan:`)

// draw returns an SVG picture of a terminal.
func draw(text string) string {
	const columnWidth, lineHeight, margin = 8.43, 21, 28
	lines, widest := strings.Split(strings.TrimSpace(text), "\n"), 0
	var rows strings.Builder
	for i, line := range lines {
		widest = max(widest, utf8.RuneCountInString(line))
		fmt.Fprintf(&rows, "<text x=\"%d\" y=\"%d\">%s</text>\n", margin, margin+lineHeight*i+14,
			highlighted.ReplaceAllString(strings.ReplaceAll(html.EscapeString(line), " ", "\u00a0"),
				`<tspan fill="#e5c07b" font-weight="bold">$0</tspan>`))
	}
	width, height := 2*margin+int(columnWidth*float64(widest)), 2*margin+lineHeight*len(lines)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%[1]d" height="%[2]d" `+
		`role="img" aria-label="A plan that changes a price, with its warning">
<rect width="100%%" height="100%%" rx="8" fill="#14161b"/>
<g fill="#dcdfe4" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
%s</g>
</svg>
`, width, height, rows.String())
}
