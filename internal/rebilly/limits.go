package rebilly

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"unicode/utf8"
)

// Limits of a response, so that none takes all memory or time. They are far above Rebilly's real responses.
const (
	// maxObjectBytes and maxPageBytes are limits of the decompressed body.
	maxObjectBytes = 8 << 20
	maxPageBytes   = 64 << 20
	maxHeaderBytes = 1 << 20
	// maxNumberLength is in characters.
	maxNumberLength = 400
	maxJSONValues   = 1_000_000
	maxJSONDepth    = 100
	// maxFieldErrors and maxTextLength, in characters, limit the text of an error.
	maxFieldErrors = 1000
	maxTextLength  = 4000
)

// responseTooLargeError is not retried, because the next response would not be smaller.
type responseTooLargeError struct{ limit int64 }

var _ error = responseTooLargeError{}

func (e responseTooLargeError) Error() string {
	return fmt.Sprintf("the response is larger than %d MiB and was not read to the end", e.limit>>20)
}

// readBody reads the whole body. The transport has decompressed it, so the limit is that of the decompressed size.
func readBody(request *http.Request, response *http.Response) ([]byte, error) {
	limit := int64(maxObjectBytes)
	if request.URL.Query().Has("limit") {
		limit = maxPageBytes
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	if int64(len(content)) > limit {
		return nil, responseTooLargeError{limit}
	}
	return content, err
}

// checkJSONLimits returns an error if decoding content would take far more memory or time than its length suggests.
func checkJSONLimits(content []byte) error {
	if !utf8.Valid(content) {
		return errors.New("it is not UTF-8")
	}
	depth, values := 0, 0
	for i := 0; i < len(content); i++ {
		switch c := content[i]; {
		case c == '"':
			i = stringEnd(content, i)
		case c == '[' || c == '{':
			if depth++; depth > maxJSONDepth {
				return fmt.Errorf("it is nested deeper than %d levels", maxJSONDepth)
			}
		case c == ']' || c == '}':
			depth--
		case c == ',':
			if values++; values > maxJSONValues {
				return fmt.Errorf("it has more than %d values", maxJSONValues)
			}
		case c == '-' || '0' <= c && c <= '9':
			start := i
			i = numberEnd(content, i)
			if !fitsFloat64(string(content[start : i+1])) {
				return fmt.Errorf("the number %.20s… has more digits or a larger exponent than any number of Rebilly's API", content[start:i+1])
			}
		}
	}
	return nil
}

// stringEnd returns the index of the closing quote of the JSON string at start.
func stringEnd(content []byte, start int) int {
	end := start + 1
	for ; end < len(content) && content[end] != '"'; end++ {
		if content[end] == '\\' {
			end++
		}
	}
	return end
}

// numberEnd returns the index of the last character of the JSON number at start.
func numberEnd(content []byte, start int) int {
	end := start
	for end+1 < len(content) && bytes.IndexByte([]byte("0123456789+-.eE"), content[end+1]) >= 0 {
		end++
	}
	return end
}

// fitsFloat64 reports whether the number is within float64 range. Others may expand to billions of digits.
func fitsFloat64(number string) bool {
	if len(number) > maxNumberLength {
		return false
	}
	value, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return !errors.Is(err, strconv.ErrRange)
	}
	mantissa, _, _ := bytes.Cut(bytes.ToLower([]byte(number)), []byte("e"))
	return value != 0 || !bytes.ContainsAny(mantissa, "123456789")
}
