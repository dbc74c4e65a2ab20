package rebilly

import (
	"crypto/subtle"
	"encoding"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// Secret is the value of a key. It shows itself to nothing but Reveal: not to fmt, logs or JSON.
type Secret string

const redacted = "(redacted)"

var (
	_ fmt.Stringer             = Secret("")
	_ fmt.GoStringer           = Secret("")
	_ fmt.Formatter            = Secret("")
	_ encoding.TextMarshaler   = Secret("")
	_ encoding.TextUnmarshaler = (*Secret)(nil)
)

// Reveal is the secret itself.
func (s Secret) Reveal() string { return string(s) }

func (s Secret) String() string { return redacted }

// GoString implements fmt.GoStringer.
func (s Secret) GoString() string { return redacted }

// Format implements fmt.Formatter: String would not cover %x or %d.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redacted) }

// MarshalText implements encoding.TextMarshaler, for JSON and for whatever else writes text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = Secret(text)
	return nil
}

// minKeyLength is below the length of any key that is worth the name, and above what a mask leaves visible.
const minKeyLength = 20

// IsUnmasked tells that the value is a key that can be used, not what is left of one. Rebilly's definition does not say
// how it would mask a key, so that every way is taken for a mask: a character that no key has, such as * or •; an
// ellipsis; a run of one character, such as xxxxxx, which chance puts into one key of millions; and a part of a key,
// which is too short to be one.
func (s Secret) IsUnmasked() bool {
	first, _ := s.unmaskedEnds()
	return len(s) >= minKeyLength && len(first) == len(s)
}

// maskPattern is what a mask is made of. A key has no more than the characters of base64, base64url and single dots.
var maskPattern = regexp.MustCompile(`[^A-Za-z0-9_\-.~+/=]|\.\.+`)

// maskRun is the length from which a run of one character is a mask.
const maskRun = 6

// unmaskedEnds is what a mask leaves of a key at its two ends. Of a whole key it is everything, and nothing.
func (s Secret) unmaskedEnds() (head, tail string) {
	text := string(s)
	begin, end := len(text), 0
	for _, at := range maskPattern.FindAllStringIndex(text, -1) {
		begin, end = min(begin, at[0]), max(end, at[1])
	}
	// Go's expressions have no back references.
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

// KeyMatch is what an answer of Rebilly gives away of the key of this client.
type KeyMatch int

// What MatchesClientKey can find out.
const (
	// KeyMatchUnknown is an answer that would fit this client's key and others.
	KeyMatchUnknown KeyMatch = iota
	// KeyMatchSame is this client's key.
	KeyMatchSame
	// KeyMatchDifferent is another key.
	KeyMatchDifferent
)

// minMatchingChars is the number of characters of a key, besides what all keys have in common, that no two keys share by chance.
const minMatchingChars = 4

// MatchesClientKey compares a key, as far as Rebilly tells it, with the one that this client runs with.
func (c *Client) MatchesClientKey(told Secret) KeyMatch {
	own := c.config.APIKey
	if told.IsUnmasked() {
		if subtle.ConstantTimeCompare([]byte(told), []byte(own)) == 1 {
			return KeyMatchSame
		}
		return KeyMatchDifferent
	}
	head, tail := told.unmaskedEnds()
	begins, ends := strings.HasPrefix(own, head), strings.HasSuffix(own, tail)
	// sk_sandbox_ is the same in all keys.
	shown := len(head) - strings.LastIndex(head, "_") - 1 + len(tail)
	if len(head) == len(told) {
		// A part without a mask may be either end.
		begins = begins || strings.HasSuffix(own, head)
	}
	switch {
	case shown < minMatchingChars:
		return KeyMatchUnknown
	case begins && ends:
		return KeyMatchSame
	case len(tail) >= minMatchingChars && ends || len(head) == len(told):
		return KeyMatchUnknown
	}
	return KeyMatchDifferent
}

// keyPattern is a secret key in a text, tokenPattern a customer's token. Neither is a part of a word, such as of risk_, but
// either may stand behind what was encoded for a URL. Publishable keys are public.
var (
	keyPattern   = regexp.MustCompile(`(^|[^A-Za-z0-9]|%[0-9A-Fa-f]{2})sk_[A-Za-z0-9_\-]{8,}`)
	tokenPattern = regexp.MustCompile(`(^|[^A-Za-z0-9]|%[0-9A-Fa-f]{2})eyJ[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]+\.[A-Za-z0-9_\-]*`)
)

// redact makes a text of somebody else's fit to be shown, without the API key and the secrets of a request: nothing stops
// a server from quoting them, from acting on a terminal, or from sending more than anybody reads.
func (c *Client) redact(text string, secrets ...string) string {
	text = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' && c != '\t' {
			return -1
		}
		return c
	}, text)
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
	if runes := []rune(text); len(runes) > longestText {
		text = string(runes[:longestText]) + "…"
	}
	return text
}
