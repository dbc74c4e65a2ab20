package main

import (
	"fmt"
	"html/template"
	"io"
	"strings"
	"unicode"
)

// markdown returns the document as Markdown of at most limit bytes, 0 for any length. It leaves out rows of long tables to fit.
func (d document) markdown(limit int) string {
	text := d.markdownRows(0)
	for rows := 500; limit > 0 && len(text) > limit && rows > 0; rows = rows * 2 / 3 {
		text = d.markdownRows(rows)
	}
	if limit > 0 && len(text) > limit {
		text = fmt.Sprintf("## %s\n\n%s\n\nThe review is too long for this page. Write it as HTML.\n", d.title, markdownText(d.notices[0]))
	}
	return text
}

// markdownRows returns the document with at most a number of rows in each table, 0 for all.
func (d document) markdownRows(limit int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n", d.title)
	for _, notice := range d.notices {
		fmt.Fprintf(&b, "\n%s\n", markdownText(notice))
	}
	for _, s := range d.sections {
		if s.isCollapsed {
			fmt.Fprintf(&b, "\n<details>\n<summary>%s (%d)</summary>\n", s.title, len(s.rows))
		} else {
			fmt.Fprintf(&b, "\n### %s\n", s.title)
		}
		b.WriteString("\n| " + strings.Join(s.columns, " | ") + " |\n" + strings.Repeat("|---", len(s.columns)) + "|\n")
		rows := s.rows
		if limit > 0 && len(rows) > limit {
			rows = rows[:limit]
		}
		for _, row := range rows {
			for _, c := range row {
				b.WriteString("| " + c.markdown() + " ")
			}
			b.WriteString("|\n")
		}
		if left := len(s.rows) - len(rows); left > 0 {
			fmt.Fprintf(&b, "\n… and %d more rows, which the HTML has.\n", left)
		}
		if s.text != "" {
			fmt.Fprintf(&b, "\n%s\n", markdownText(s.text))
		}
		if s.isCollapsed {
			b.WriteString("\n</details>\n")
		}
	}
	return b.String()
}

// markdown returns a cell of a table. A value is code, so that its characters have no meaning: no links, mentions or HTML.
func (c cell) markdown() string {
	switch {
	case c.text == "":
		return ""
	case !c.isValue:
		return markdownText(c.text)
	}
	text := printable(c.text)
	if strings.ContainsAny(text, "`|\\") || strings.TrimSpace(text) != text {
		return "<code>" + entities(text) + "</code>"
	}
	return "`" + text + "`"
}

// markdownText escapes a text of the program.
func markdownText(text string) string {
	return markdownEscapes.Replace(printable(text))
}

var markdownEscapes = strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", "*", `\*`, "_", `\_`, "`", "\\`")

// entities returns text in which every character with a meaning in Markdown or HTML is an entity.
func entities(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < unicode.MaxASCII && (unicode.IsPunct(r) || unicode.IsSymbol(r)) {
			fmt.Fprintf(&b, "&#%d;", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// printable replaces line breaks, control characters and characters that change the direction of text.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return '␤'
		case !unicode.IsPrint(r):
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// pageText is the template of a complete HTML document without scripts and without references to other files.
const pageText = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{.Title}}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1f2328; background: #fff }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { border: 1px solid #d1d9e0; padding: .35rem .7rem; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { background: #f6f8fa }
code { font: .9em ui-monospace, monospace }
summary { cursor: pointer; font-weight: 600 }
</style>
</head>
<body>
<h1>{{.Title}}</h1>
{{range .Notices}}<p>{{.}}</p>
{{end}}{{range .Sections}}{{if .IsCollapsed}}<details>
<summary>{{.Title}} ({{len .Rows}})</summary>
{{else}}<h2>{{.Title}}</h2>
{{end}}<table>
<tr>{{range .Columns}}<th>{{.}}</th>{{end}}</tr>
{{range .Rows}}<tr>{{range .}}<td>{{if .IsValue}}<code>{{printable .Text}}</code>{{else}}{{.Text}}{{end}}</td>{{end}}</tr>
{{end}}</table>
{{if .Text}}<p>{{.Text}}</p>
{{end}}{{if .IsCollapsed}}</details>
{{end}}{{end}}</body>
</html>
`

// newPage parses the template of the HTML document.
func newPage() (*template.Template, error) {
	return template.New("page").Funcs(template.FuncMap{"printable": printable}).Parse(pageText)
}

// writeHTML writes the document as HTML.
func (d document) writeHTML(to io.Writer) error {
	type htmlCell struct {
		Text    string
		IsValue bool
	}
	type htmlSection struct {
		Title, Text string
		Columns     []string
		Rows        [][]htmlCell
		IsCollapsed bool
	}
	data := struct {
		Title    string
		Notices  []string
		Sections []htmlSection
	}{Title: d.title, Notices: d.notices}
	for _, s := range d.sections {
		converted := htmlSection{s.title, s.text, s.columns, nil, s.isCollapsed}
		for _, row := range s.rows {
			var cells []htmlCell
			for _, c := range row {
				cells = append(cells, htmlCell{c.text, c.isValue})
			}
			converted.Rows = append(converted.Rows, cells)
		}
		data.Sections = append(data.Sections, converted)
	}
	page, err := newPage()
	if err != nil {
		return err
	}
	return page.Execute(to, data)
}
