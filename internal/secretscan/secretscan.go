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

// FindSecret tells whether a text has a secret in it, in any form that it may take there.
func FindSecret(text, secret string) bool {
	return slices.ContainsFunc(forms(secret), func(form string) bool { return strings.Contains(text, form) })
}

// forms are a secret as it is, in a URL, in JSON, in hexadecimal and in base64.
func forms(secret string) []string {
	quoted, _ := json.Marshal(secret)
	inHex := hex.EncodeToString([]byte(secret))
	all := []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), inHex, strings.ToUpper(inHex),
		string(quoted[1 : len(quoted)-1]), strings.ReplaceAll(string(quoted[1:len(quoted)-1]), "/", `\/`),
		// Bytes that Go prints.
		strings.Trim(fmt.Sprint([]byte(secret)), "[]"),
	}
	// What stands before the secret shifts its base64.
	for shift := range 3 {
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			encoded := encoding.EncodeToString([]byte(strings.Repeat("x", shift) + secret))
			all = append(all, encoded[4:len(encoded)-4])
		}
	}
	return all
}

// CapturedOutput is everything that a workspace has left behind, by the command or the file that has it.
type CapturedOutput map[string]string

// Collect adds what is on the disk of a workspace, archives unpacked, but for the file of one name.
func (p CapturedOutput) Collect(dir, but string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || entry.Name() == but {
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

// With are the places that have one of the secrets in them, sorted.
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
