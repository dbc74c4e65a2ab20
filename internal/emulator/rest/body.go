package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"unicode/utf8"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

const maxBody = 1 << 20

// ReadBody reads a JSON object, or responds with an error.
func ReadBody(w http.ResponseWriter, r *http.Request) (body schema.Document, ok bool) {
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		WriteProblem(w, r, http.StatusRequestEntityTooLarge, "The body is larger than 1 MiB.")
		return nil, false
	}
	if err == nil {
		body, err = Decode(content)
	}
	if err != nil {
		WriteProblem(w, r, http.StatusBadRequest, "The body is not a JSON object: "+err.Error())
		return nil, false
	}
	return body, true
}

// ReadValid reads a body that matches a declaration, or responds with an error.
func ReadValid(w http.ResponseWriter, r *http.Request, declared schema.Fields) (schema.Document, bool) {
	body, ok := ReadBody(w, r)
	if !ok {
		return nil, false
	}
	var invalid schema.InvalidFields
	declared.Validate("", body, &invalid)
	if invalid != nil {
		WriteInvalid(w, r, invalid)
		return nil, false
	}
	return body, true
}

// WriteNotFound responds with 404.
func WriteNotFound(w http.ResponseWriter, r *http.Request) {
	WriteProblem(w, r, http.StatusNotFound, "There is no object with this ID.")
}

// Decode decodes a JSON object. Its numbers are json.Number.
func Decode(content []byte) (schema.Document, error) {
	if !utf8.Valid(content) {
		return nil, errors.New("not UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	var doc schema.Document
	if err := decoder.Decode(&doc); err != nil {
		return nil, err
	}
	if doc == nil {
		return nil, errors.New("null")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more follows its end")
	}
	return doc, nil
}
