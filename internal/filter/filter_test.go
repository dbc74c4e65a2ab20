package filter_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/rebilly/terraform-provider-rebilly/internal/filter"
)

func TestFormat(t *testing.T) {
	for want, conditions := range map[string][]filter.Condition{
		"":                                       nil,
		"primaryAddress.*.email:bob@example.com": {{Field: "primaryAddress.*.email", Values: []string{"bob@example.com"}}},
		"primaryAddress.*.email:bob@example.com;firstName:Bob;lastName:Smith": {
			{Field: "primaryAddress.*.email", Values: []string{"bob@example.com"}},
			{Field: "firstName", Values: []string{"Bob"}},
			{Field: "lastName", Values: []string{"Smith"}},
		},
		"currency:USD,EUR;url:https://a.example.com": {
			{Field: "currency", Values: []string{"USD", "EUR"}}, {Field: "url", Values: []string{"https://a.example.com"}},
		},
		"name:Hi!,a@b": {{Field: "name", Values: []string{"Hi!", "a@b"}}},
	} {
		got, err := filter.Format(conditions)
		if err != nil || got != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
}

func TestFormat_Errors(t *testing.T) {
	for name, test := range map[string]struct {
		condition filter.Condition
		want      string
	}{
		"comma":           {filter.Condition{Field: "name", Values: []string{"a,b"}}, `contains ",", which separates values`},
		"semicolon":       {filter.Condition{Field: "name", Values: []string{"a", "b;c"}}, `contains ";", which separates fields`},
		"range":           {filter.Condition{Field: "amount", Values: []string{"1..5"}}, `contains "..", which is a range`},
		"negation":        {filter.Condition{Field: "name", Values: []string{"a", "!b"}}, `begins with "!", which negates it`},
		"list":            {filter.Condition{Field: "name", Values: []string{"@vip"}}, `begins with "@", which refers to a list of values`},
		"empty value":     {filter.Condition{Field: "name", Values: []string{""}}, "empty value"},
		"no values":       {filter.Condition{Field: "name"}, "no values"},
		"no field":        {filter.Condition{Values: []string{"a"}}, `"" is not the name of a field`},
		"colon in field":  {filter.Condition{Field: "a:b", Values: []string{"c"}}, `"a:b" is not the name of a field`},
		"space in field":  {filter.Condition{Field: "first name", Values: []string{"c"}}, `"first name" is not the name of a field`},
		"empty segment":   {filter.Condition{Field: "a..b", Values: []string{"c"}}, `"a..b" is not the name of a field`},
		"negated field":   {filter.Condition{Field: "!a", Values: []string{"c"}}, `"!a" is not the name of a field`},
		"star in a name":  {filter.Condition{Field: "a*", Values: []string{"c"}}, `"a*" is not the name of a field`},
		"comma in field":  {filter.Condition{Field: "a,b", Values: []string{"c"}}, `"a,b" is not the name of a field`},
		"semicolon field": {filter.Condition{Field: "a;b", Values: []string{"c"}}, `"a;b" is not the name of a field`},
	} {
		if got, err := filter.Format([]filter.Condition{test.condition}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %q, %v, want an error with %q", name, got, err, test.want)
		}
	}
}

func TestParse_Errors(t *testing.T) {
	for text, test := range map[string]struct {
		want        string
		isMalformed bool
	}{
		"name":      {`"name" does not have the form`, true},
		":a":        {`":a" does not have the form`, true},
		"name:a;b":  {`"b" does not have the form`, true},
		"name:a;":   {"empty condition", false},
		"name:a;;b": {"empty condition", false},
		"name:":     {"empty value", false},
		"name:a,":   {"empty value", false},
		"a b:c":     {`"a b" is not the name of a field`, false},
	} {
		got, err := filter.Parse(text)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: got %v, %v, want an error with %q", text, got, err, test.want)
		}
		if malformed := errors.As(err, new(*filter.MalformedError)); malformed != test.isMalformed {
			t.Errorf("%q: got malformed %t, want %t", text, malformed, test.isMalformed)
		}
	}
}

// TestParse_ValuesUnchanged parses a documented range, which Format does not write.
func TestParse_ValuesUnchanged(t *testing.T) {
	got, err := filter.Parse("amount:1..100;bin:411111,444433")
	want := []filter.Condition{{Field: "amount", Values: []string{"1..100"}}, {Field: "bin", Values: []string{"411111", "444433"}}}
	if err != nil || !cmp.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

// TestRoundTrip formats any conditions: either Parse returns the same, or Format returns an error because of a value with syntax.
func TestRoundTrip(t *testing.T) {
	texts := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("aZé9:.,;!@*%&= \"\n"))))
	fields := rapid.StringMatching(`[A-Za-z_][\w-]{0,5}(\.(\*|[\w-]{1,5})){0,3}`)
	rapid.Check(t, func(t *rapid.T) {
		conditions := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) filter.Condition {
			return filter.Condition{Field: fields.Draw(t, "field"), Values: rapid.SliceOfN(texts, 1, 3).Draw(t, "values")}
		}), 1, 4).Draw(t, "conditions")
		text, err := filter.Format(conditions)
		if err != nil {
			for _, condition := range conditions {
				for _, value := range condition.Values {
					if value == "" || strings.ContainsAny(value, ",;") || strings.Contains(value, "..") ||
						strings.ContainsAny(value[:1], "!@") {
						return
					}
				}
			}
			t.Fatalf("got %v, want no error for %q", err, conditions)
		}
		got, err := filter.Parse(text)
		if err != nil || !cmp.Equal(got, conditions) {
			t.Errorf("%q: got %q, %v, want %q", text, got, err, conditions)
		}
	})
}

// TestRoundTrip_Text parses any text: what can be formatted again is the same text.
func TestRoundTrip_Text(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("ab.*:,;-_"))).Draw(t, "text")
		conditions, err := filter.Parse(text)
		if err != nil {
			return
		}
		if got, err := filter.Format(conditions); err == nil && got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	})
}
