package rebilly

import (
	"crypto/subtle"
	"encoding"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
)

// Secret is the value of a key or token. Only Reveal returns it: fmt, logs and JSON get a placeholder.
type Secret string

const redacted = "(redacted)"

var (
	_ fmt.Stringer             = Secret("")
	_ fmt.GoStringer           = Secret("")
	_ fmt.Formatter            = Secret("")
	_ encoding.TextMarshaler   = Secret("")
	_ encoding.TextUnmarshaler = (*Secret)(nil)
)

// Reveal returns the secret itself.
func (s Secret) Reveal() string { return string(s) }

// String implements fmt.Stringer.
func (s Secret) String() string { return redacted }

// GoString implements fmt.GoStringer.
func (s Secret) GoString() string { return redacted }

// Format redacts all verbs; String would not cover %x or %d.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redacted) }

// MarshalText implements encoding.TextMarshaler.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = Secret(text)
	return nil
}

// minKeyLength is less than the length of any real key, and more than the visible part of a masked one.
const minKeyLength = 20

// IsUnmasked reports whether the value is a usable key and not a masked one. Rebilly's API definition does not specify how
// keys are masked, so each of these counts as a mask: a character that keys do not contain, such as * or •; an ellipsis;
// a run of one character, such as xxxxxx, which is in one of millions of random keys; and a value too short to be a key.
func (s Secret) IsUnmasked() bool {
	prefix, _ := s.unmaskedEnds()
	return len(s) >= minKeyLength && len(prefix) == len(s)
}

// maskPattern matches a mask. Keys consist of the characters of base64 and base64url, and of single dots.
var maskPattern = regexp.MustCompile(`[^A-Za-z0-9_\-.~+/=]|\.\.+`)

// maskRun is the minimum length of a run of one character that counts as a mask.
const maskRun = 6

// unmaskedEnds returns the visible prefix and suffix of a masked key. For an unmasked key, prefix is the whole key.
func (s Secret) unmaskedEnds() (prefix, suffix string) {
	text := string(s)
	begin, end := len(text), 0
	for _, at := range maskPattern.FindAllStringIndex(text, -1) {
		begin, end = min(begin, at[0]), max(end, at[1])
	}
	// Go's regular expressions have no back references.
	for i, run := 1, 1; i < len(text); i++ {
		if run++; text[i] != text[i-1] {
			run = 1
		}
		if run >= maskRun {
			begin, end = min(begin, i+1-run), max(end, i+1)
		}
	}
	return text[:begin], text[max(begin, end):]
}

// KeyMatch is the result of comparing a key in a response with the key of the client.
type KeyMatch int

// Results of MatchesClientKey.
const (
	// KeyMatchUnknown means that too little of the key is visible.
	KeyMatchUnknown KeyMatch = iota
	// KeyMatchSame means that it is the key of the client.
	KeyMatchSame
	// KeyMatchDifferent means that it is a different key.
	KeyMatchDifferent
)

// minMatchingChars is the number of visible random characters that identify a key.
const minMatchingChars = 4

// MatchesClientKey compares a key in a response, which may be masked, with the key of the client.
func (c *Client) MatchesClientKey(returned Secret) KeyMatch {
	own := c.config.APIKey
	if returned.IsUnmasked() {
		if subtle.ConstantTimeCompare([]byte(returned), []byte(own)) == 1 {
			return KeyMatchSame
		}
		return KeyMatchDifferent
	}
	prefix, suffix := returned.unmaskedEnds()
	prefixMatches, suffixMatches := strings.HasPrefix(own, prefix), strings.HasSuffix(own, suffix)
	// All keys begin with sk_sandbox_ or sk_live_.
	visible := len(prefix) - strings.LastIndex(prefix, "_") - 1 + len(suffix)
	hasMask := len(prefix) != len(returned)
	if !hasMask {
		// A part of a key without a mask may be from either end.
		prefixMatches = prefixMatches || strings.HasSuffix(own, prefix)
	}
	switch {
	case visible < minMatchingChars:
		return KeyMatchUnknown
	case prefixMatches && suffixMatches:
		return KeyMatchSame
	case len(suffix) >= minMatchingChars && suffixMatches || !hasMask:
		return KeyMatchUnknown
	}
	return KeyMatchDifferent
}

// keyPattern matches a secret key in a text, tokenPattern a customer's token. They do not match within a word such as
// risk_score, but do after a percent-encoded character. Publishable keys are public.
var (
	keyPattern   = regexp.MustCompile(`(^|[^A-Za-z0-9]|%[0-9A-Fa-f]{2})sk_[A-Za-z0-9_\-]{8,}`)
	tokenPattern = regexp.MustCompile(`(^|[^A-Za-z0-9]|%[0-9A-Fa-f]{2})eyJ[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]*`)
)

// redact makes a text of a server safe to show: it removes the API key, the secrets of the request, anything that looks
// like a key or token, and control and direction characters, and truncates the rest.
func (c *Client) redact(text string, secrets ...string) string {
	text = strings.Map(printableRune, text)
	for _, secret := range append(secrets, c.config.APIKey) {
		for _, form := range []string{secret, url.PathEscape(secret), url.QueryEscape(secret)} {
			if form != "" {
				text = strings.ReplaceAll(text, form, redacted)
			}
		}
	}
	for _, pattern := range []*regexp.Regexp{keyPattern, tokenPattern} {
		text = pattern.ReplaceAllString(text, "${1}"+redacted)
	}
	if runes := []rune(text); len(runes) > maxTextLength {
		text = string(runes[:maxTextLength]) + "…"
	}
	return text
}
