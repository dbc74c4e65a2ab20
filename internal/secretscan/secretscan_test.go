package secretscan_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/secretscan"
)

func TestFindSecret_Encodings(t *testing.T) {
	for _, secret := range []string{"sk_sandbox_Canary0Canary1Canary2", `token/with+every=kind&of"character<`} {
		quoted, err := json.Marshal(secret)
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]string{
			"plain": secret, "within a word": "x" + secret + "y", "query": "?key=" + url.QueryEscape(secret), "path": url.PathEscape(secret),
			"JSON": string(quoted), "JSON of PHP": strings.ReplaceAll(string(quoted), "/", `\/`),
			"hex": hex.EncodeToString([]byte(secret)), "upper hex": fmt.Sprintf("%X", secret), "bytes": fmt.Sprint([]byte("a" + secret)),
		}
		for name, encoding := range map[string]*base64.Encoding{
			"std": base64.StdEncoding, "url": base64.URLEncoding, "raw std": base64.RawStdEncoding, "raw url": base64.RawURLEncoding,
		} {
			for shift := range 3 {
				for tail := range 3 {
					around := strings.Repeat("a", shift) + secret + strings.Repeat("b", tail)
					found[fmt.Sprintf("base64 %s, %d before, %d behind", name, shift, tail)] = encoding.EncodeToString([]byte(around))
				}
			}
		}
		for name, text := range found {
			if !secretscan.FindSecret("before "+text+" after", secret) {
				t.Errorf("%s: FindSecret(%q, %q): got false, want true", name, text, secret)
			}
		}
	}
	if secretscan.FindSecret("sk_sandbox_Canary0Canary1Canary3", "sk_sandbox_Canary0Canary1Canary2") {
		t.Error("a different key: got true, want false")
	}
}
