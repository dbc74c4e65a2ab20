package provider_test

import (
	"io/fs"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// repository matches the beginning of URLs of this project's files, which pages use that are published outside of the repository.
var repository = regexp.MustCompile(`^https://(?:raw\.githubusercontent\.com/rebilly/terraform-provider-rebilly|` +
	`github\.com/rebilly/terraform-provider-rebilly/(?:blob|tree))/main/`)

// TestLinks checks that the file and the heading of every link into the project exist.
func TestLinks(t *testing.T) {
	root := os.DirFS("../..")
	pages := map[string]string{}
	err := fs.WalkDir(root, ".", func(file string, entry fs.DirEntry, err error) error {
		if entry != nil && entry.IsDir() && (entry.Name() == ".git" || file == "templates" || entry.Name() == "node_modules") {
			return fs.SkipDir
		}
		if err != nil || path.Ext(file) != ".md" {
			return err
		}
		text, err := fs.ReadFile(root, file)
		pages[file] = codeBlocks.ReplaceAllString(string(text), "")
		return err
	})
	if err != nil || len(pages) < 40 {
		t.Fatalf("got %d pages (%v), want at least 40", len(pages), err)
	}
	for page, text := range pages {
		for _, match := range link.FindAllStringSubmatch(text, -1) {
			target, err := url.Parse(match[1])
			if err != nil || target.Scheme != "" && target.Scheme != "https" {
				t.Errorf("%s: got link %s (%v), want a path or an HTTPS URL", page, match[1], err)
				continue
			}
			file := path.Join(path.Dir(page), target.Path)
			if own := repository.FindString(match[1]); own != "" {
				file = strings.SplitN(strings.TrimPrefix(match[1], own), "#", 2)[0]
			} else if target.Host != "" {
				continue
			}
			if target.Path == "" {
				file = page
			}
			if _, err := fs.Stat(root, file); err != nil {
				t.Errorf("%s: got link %s, want an existing file", page, match[1])
			} else if target.Fragment != "" && !hasAnchor(pages[file], target.Fragment) {
				t.Errorf("%s: got link %s, want a heading %s in %s", page, match[1], target.Fragment, file)
			}
		}
	}
}

var (
	codeBlocks = regexp.MustCompile("(?ms)^```.*?^```$")
	link       = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading    = regexp.MustCompile(`(?m)^#+ (.*)$|<a id="([^"]+)">`)
	dropped    = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// hasAnchor reports whether a page has the anchor, which is derived from the text of a heading.
func hasAnchor(text, anchor string) bool {
	for _, match := range heading.FindAllStringSubmatch(text, -1) {
		if match[2] == anchor || strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(match[1]), ""), " ", "-") == anchor {
			return true
		}
	}
	return false
}

// TestChangelog checks the headings of every version and their order, and that every line begins with its subject.
func TestChangelog(t *testing.T) {
	text, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	headings := []string{"BREAKING CHANGES:", "NOTES:", "FEATURES:", "ENHANCEMENTS:", "BUG FIXES:"}
	version, at := regexp.MustCompile(`^## \d+\.\d+\.\d+(-\w+)? \(.+\)$`), -1
	entry := regexp.MustCompile(`^\* (\*\*New [A-Z][\w ]+:\*\* |[a-z][\w/ ,-]+: ).+[^.]$`)
	for i, line := range strings.Split(string(text), "\n") {
		switch heading := slices.Index(headings, line); {
		case line == "":
		case version.MatchString(line):
			at = -1
		case heading > at:
			at = heading
		case at >= 0 && (entry.MatchString(line) || headings[at] == "NOTES:" && strings.HasPrefix(line, "* ")):
		default:
			t.Errorf("line %d: got %q, want a heading in order or an entry", i+1, line)
		}
	}
}

// TestDocs_CommandsRunTests checks the -run patterns in the documentation, because go test passes if a pattern matches no test.
func TestDocs_CommandsRunTests(t *testing.T) {
	root, names := os.DirFS("../.."), ""
	err := fs.WalkDir(root, "internal", func(file string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(file, "_test.go") {
			text, readErr := fs.ReadFile(root, file)
			names, err = names+strings.Join(regexp.MustCompile(`(?m)^func Test\w+`).FindAllString(string(text), -1), "\n")+"\n", readErr
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, page := range []string{"CONTRIBUTING.md", "README.md", "docs/guides/how-it-is-tested.md"} {
		text, err := fs.ReadFile(root, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range regexp.MustCompile("-run ['\"]?([\\w|\\\\^]+)").FindAllStringSubmatch(string(text), -1) {
			for pattern := range strings.SplitSeq(strings.ReplaceAll(match[1], `\`, ""), "|") {
				found++
				if !strings.Contains(names, strings.TrimPrefix(pattern, "^")) {
					t.Errorf("%s: got no test named %s, want one", page, pattern)
				}
			}
		}
	}
	if found < 10 {
		t.Errorf("got %d patterns, want at least 10", found)
	}
	script, err := fs.ReadFile(root, "scripts/test-race.sh")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile(`\bTest[A-Z]\w+`).FindAllString(string(script), -1) {
		if !strings.Contains(names, "func "+name) {
			t.Errorf("scripts/test-race.sh: got %s, want the beginning of the name of a test", name)
		}
	}
}
