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

// What an answer may be at most, so that none takes all memory or all time. Nothing that Rebilly says comes near.
const (
	// maxObjectBytes and maxPageBytes are in bytes, unpacked.
	maxObjectBytes = 8 << 20
	maxPageBytes   = 64 << 20
	longestHeader  = 1 << 20
	// longestNumber is in characters.
	longestNumber = 400
	maxJSONValues = 1_000_000
	maxJSONDepth  = 100
	// maxFieldErrors and longestText, in characters, bound what an error shows.
	maxFieldErrors = 1000
	longestText    = 4000
)

// responseTooLargeError is an answer that is longer than it may be. Another attempt would bring no shorter one.
type responseTooLargeError struct{ most int64 }

var _ error = responseTooLargeError{}

func (t responseTooLargeError) Error() string {
	return fmt.Sprintf("the answer is longer than %d MiB, so it was not read to the end", t.most>>20)
}

// readBody reads an answer whole. Of one that comes packed, the transport counts what it unpacks.
func readBody(request *http.Request, response *http.Response) ([]byte, error) {
	most := int64(maxObjectBytes)
	if request.URL.Query().Has("limit") {
		most = maxPageBytes
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	if int64(len(content)) > most {
		return nil, responseTooLargeError{most}
	}
	return content, err
}

// checkJSONLimits tells why JSON is more than anything that Rebilly says: it would take much more room and time than its length.
func checkJSONLimits(content []byte) error {
	if !utf8.Valid(content) {
		return errors.New("it is not UTF-8")
	}
	depth, values := 0, 0
	for i := 0; i < len(content); i++ {
		switch c := content[i]; {
		case c == '"':
			for i++; i < len(content) && content[i] != '"'; i++ {
				if content[i] == '\\' {
					i++
				}
			}
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
			for i+1 < len(content) && bytes.IndexByte([]byte("0123456789+-.eE"), content[i+1]) >= 0 {
				i++
			}
			if !fitsFloat64(string(content[start : i+1])) {
				return fmt.Errorf("the number %.20s… in it has more digits or a larger exponent than any number of Rebilly's", content[start:i+1])
			}
		}
	}
	return nil
}

// fitsFloat64 tells of a number that a float64 has its size. Others may have billions of digits.
func fitsFloat64(number string) bool {
	if len(number) > longestNumber {
		return false
	}
	value, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return !errors.Is(err, strconv.ErrRange)
	}
	mantissa, _, _ := bytes.Cut(bytes.ToLower([]byte(number)), []byte("e"))
	return value != 0 || !bytes.ContainsAny(mantissa, "123456789")
}
