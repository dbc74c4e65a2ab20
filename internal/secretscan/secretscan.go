// Package secretscan finds secrets in output and files, in every encoding in which they may appear.
package secretscan

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// FindSecret reports whether text contains secret in any of its forms.
func FindSecret(text, secret string) bool {
	return slices.ContainsFunc(forms(secret), func(form string) bool { return strings.Contains(text, form) })
}

// forms returns a secret in plain text, in a URL, in JSON, in hexadecimal and in base64.
func forms(secret string) []string {
	quoted, _ := json.Marshal(secret)
	inHex := hex.EncodeToString([]byte(secret))
	all := []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), inHex, strings.ToUpper(inHex),
		string(quoted[1 : len(quoted)-1]), strings.ReplaceAll(string(quoted[1:len(quoted)-1]), "/", `\/`),
		// A byte slice printed by Go.
		strings.Trim(fmt.Sprint([]byte(secret)), "[]"),
	}
	// The bytes before the secret shift its base64.
	for shift := range 3 {
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			encoded := encoding.EncodeToString([]byte(strings.Repeat("x", shift) + secret))
			all = append(all, encoded[4:len(encoded)-4])
		}
	}
	return all
}

// CapturedOutput has the output of commands and the content of files, by command or file.
type CapturedOutput map[string]string

// Collect adds the files below dir, except those named except. Archives are unpacked.
func (p CapturedOutput) Collect(dir, except string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || entry.Name() == except {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		p[entry.Name()] = string(content)
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			return nil //nolint:nilerr // most files are no archives
		}
		for _, member := range archive.File {
			reader, err := member.Open()
			if err != nil {
				return err
			}
			text, err := io.ReadAll(reader)
			if err != nil {
				return err
			}
			p[entry.Name()+"/"+member.Name] = string(text)
		}
		return nil
	})
}

// With returns the commands and files that contain one of the secrets, sorted.
func (p CapturedOutput) With(secrets []string) []string {
	var places []string
	for place, text := range p {
		if slices.ContainsFunc(secrets, func(secret string) bool { return FindSecret(text, secret) }) {
			places = append(places, place)
		}
	}
	slices.Sort(places)
	return places
}
