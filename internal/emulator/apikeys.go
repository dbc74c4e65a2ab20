package emulator

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"net/netip"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/definition"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/storefront"
)

// SecretKeys chooses how responses after the create include the value of an API key.
type SecretKeys string

// Rebilly's definition does not specify which of these applies.
const (
	// SecretKeysFull returns the whole value.
	SecretKeysFull SecretKeys = "full"
	// SecretKeysMasked returns the common prefix and the last four characters.
	SecretKeysMasked SecretKeys = "masked"
	// SecretKeysOmitted omits the field.
	SecretKeysOmitted SecretKeys = "omitted"
)

const publishable = "publishable"

func apiKeys() *collection {
	return &collection{
		name:         "api-keys",
		prefix:       "api_key_",
		initial:      schema.Document{"apiUser": "emulator"},
		adjust:       adjustACL,
		derive:       deriveKey,
		maskResponse: maskKey,
	}
}

// adjustACL refuses private addresses, and accepts [] for an empty scope.
func adjustACL(declared schema.Fields) {
	declared["allowedIps"].Items.Format = publicAddress
	set(declared["acl"].Items.Fields, "scope", func(f *schema.Field) { f.EmptyArray = true })
}

var publicAddress = &schema.Format{Name: "an IP address or a range of addresses, and not a private one", Matches: isPublicAddress}

func isPublicAddress(s string) bool {
	prefix, err := netip.ParsePrefix(s)
	if err != nil {
		address, err := netip.ParseAddr(s)
		if err != nil || address.Zone() != "" {
			return false
		}
		prefix = netip.PrefixFrom(address, address.BitLen())
	}
	first := prefix.Masked().Addr().Unmap()
	return prefix.Bits() == 0 ||
		!first.IsPrivate() && !first.IsLoopback() && !first.IsLinkLocalUnicast() && !first.IsUnspecified() && !first.IsMulticast()
}

// deriveKey sets the value of a new key.
func deriveKey(stored, before schema.Document, _ string) {
	if before != nil {
		return
	}
	prefix := "sk_sandbox_"
	if stored["type"] == publishable {
		prefix = "pk_sandbox_"
	}
	stored["secretKey"] = prefix + rand.Text() + rand.Text()
}

func maskKey(answer schema.Document, options Options) {
	value, ok := answer["secretKey"].(string)
	switch {
	case !ok:
	case options.SecretKeys == SecretKeysOmitted:
		delete(answer, "secretKey")
	case options.SecretKeys == SecretKeysMasked:
		common := value[:strings.LastIndex(value, "_")+1]
		answer["secretKey"] = common + "****" + value[max(len(common), len(value)-4):]
	}
}

// isAuthorized reports whether given is a secret key: the emulator's own, unless it is an object that may have been deleted, or one that
// was created through the API.
func (e *Emulator) isAuthorized(given string) bool {
	_, known := e.secretKeyACL(given)
	return known
}

// secretKeyACL returns the access control list of a secret key.
func (e *Emulator) secretKeyACL(given string) (acl []any, known bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for at, stored := range e.objects {
		if value, _ := stored["secretKey"].(string); at.collection == "api-keys" && stored["type"] != publishable && equal(given, value) {
			acl, _ = stored["acl"].([]any)
			return acl, true
		}
	}
	return nil, e.options.ExposeAPIKeyAs == "" && equal(given, e.options.APIKey)
}

// missingPermission returns the permission for a request that its secret key lacks, "" if it lacks none or has no secret key. Only
// the scope organizationId is checked, because the definition does not specify to which operations the others apply.
func (e *Emulator) missingPermission(r *http.Request, template string) string {
	acl, _ := e.secretKeyACL(r.Header.Get("REB-APIKEY"))
	operation := definition.OperationID(r.Method, template)
	if operation == "" || storefront.Allows(acl, e.options.Organization, operation) {
		return ""
	}
	return operation
}

func equal(given, key string) bool {
	return given != "" && subtle.ConstantTimeCompare([]byte(given), []byte(key)) == 1
}
