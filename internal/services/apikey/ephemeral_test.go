package apikey_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

// open opens the ephemeral resource of a key as Terraform does, with a new provider server.
func open(t *testing.T, config object, id any) (map[string]tftypes.Value, coretest.Diagnostics) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	encode := func(schema *tfprotov6.Schema, config object) *tfprotov6.DynamicValue {
		t.Helper()
		objectType, values := schema.ValueType().(tftypes.Object), map[string]tftypes.Value{}
		for name, attribute := range objectType.AttributeTypes {
			values[name] = tftypes.NewValue(attribute, config[name])
		}
		encoded, err := tfprotov6.NewDynamicValue(objectType, tftypes.NewValue(objectType, values))
		must(err)
		return &encoded
	}
	server := providerserver.NewProtocol6(provider.New("test")())()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	must(err)
	_, err = server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: encode(schemas.Provider, config)})
	must(err)
	schema := schemas.EphemeralResourceSchemas[typeName]
	encoded := encode(schema, object{"id": id})
	validated, err := server.ValidateEphemeralResourceConfig(t.Context(),
		&tfprotov6.ValidateEphemeralResourceConfigRequest{TypeName: typeName, Config: encoded})
	must(err)
	if diagnostics := coretest.Diagnostics(validated.Diagnostics); diagnostics.HasError() {
		return nil, diagnostics
	}
	opened, err := server.OpenEphemeralResource(t.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: typeName, Config: encoded})
	must(err)
	if len(opened.Private) > 0 || !opened.RenewAt.IsZero() {
		t.Errorf("got private data %q and renewal at %s, want neither", opened.Private, opened.RenewAt)
	}
	value, err := opened.Result.Unmarshal(schema.ValueType())
	must(err)
	result := map[string]tftypes.Value{}
	must(value.As(&result))
	return result, opened.Diagnostics
}

func textOf(t *testing.T, value tftypes.Value) any {
	t.Helper()
	var text *string
	if err := value.As(&text); err != nil {
		t.Fatal(err)
	}
	if text == nil {
		return nil
	}
	return *text
}

func TestEphemeral(t *testing.T) {
	for kind, attributes := range map[string][2]string{"secret": {"secret_key", "publishable_key"},
		"publishable": {"publishable_key", "secret_key"}} {
		for mode, want := range map[emulator.SecretKeys]string{emulator.SecretKeysMasked: "masks the secretKey",
			emulator.SecretKeysOmitted: "does not include the secretKey", emulator.SecretKeysFull: ""} {
			t.Run(kind+" "+string(mode), func(t *testing.T) {
				rebilly, _ := start(t, emulator.Options{SecretKeys: mode})
				rebilly.Put("api-keys", "api_key_x", map[string]any{"description": "CI", "type": kind})
				got, diagnostics := open(t, rebilly.ProviderConfig(), "api_key_x")
				if want != "" {
					if !diagnostics.HasError("id", "API key value can no longer be read", want, "store_secret", `"api_key_x"`) ||
						strings.Contains(diagnostics.String(), "****") {
						t.Errorf("got %v, want an error at id with %q and no mask", diagnostics, want)
					}
					return
				}
				if diagnostics.HasError() || textOf(t, got[attributes[0]]) != secretOf(t, rebilly, "api_key_x") ||
					textOf(t, got[attributes[1]]) != nil {
					t.Errorf("got %v, want the value in %s and no error", diagnostics, attributes[0])
				}
				if textOf(t, got["type"]) != kind || textOf(t, got["description"]) != "CI" || textOf(t, got["id"]) != "api_key_x" {
					t.Errorf("got %v, want the attributes of api_key_x", got)
				}
				if requests := rebilly.Requests(); len(requests) != 1 || requests["GET /api-keys/{id}"] != 1 {
					t.Errorf("got %v, want one GET", requests)
				}
			})
		}
	}
}

func TestEphemeral_Errors(t *testing.T) {
	rebilly, _ := start(t, emulator.Options{})
	if _, diagnostics := open(t, rebilly.ProviderConfig(), "api_key_nowhere"); !diagnostics.HasError("id", "There is no API key",
		fakeapi.Organization, "remove id") {
		t.Errorf("got %v, want an error at id", diagnostics)
	}
	if _, diagnostics := open(t, rebilly.ProviderConfig(), "a/b"); !diagnostics.HasError("id") {
		t.Errorf("got %v, want an error at id", diagnostics)
	}
	rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprint(w, `{"status": 403, "title": "Forbidden"}`)
	})
	if _, diagnostics := open(t, rebilly.ProviderConfig(), "api_key_x"); !diagnostics.HasError("Unable to open API key", "permission",
		"GET /organizations/") {
		t.Errorf("got %v, want an error about a permission", diagnostics)
	}
	t.Setenv("REBILLY_API_KEY", "")
	config := rebilly.ProviderConfig()
	delete(config, "api_key")
	if _, diagnostics := open(t, config, "api_key_x"); !diagnostics.HasError("Unable to open API key", "REBILLY_API_KEY") {
		t.Errorf("got %v, want an error about missing credentials", diagnostics)
	}
}
