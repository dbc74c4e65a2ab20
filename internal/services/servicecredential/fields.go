package servicecredential

import (
	"regexp"

	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
)

const deactivated = "deactivated"

// hostPattern is the pattern in Rebilly's API definition.
var hostPattern = regexp.MustCompile(`^[A-Za-z0-9-.]+$`)

// of returns a type of credential.
func of(description string, fields kind.Fields) kind.Variant {
	return kind.Variant{Object: kind.Object{Description: description, Fields: fields}}
}

// updatable returns a type of credential of which an update can change some attributes.
func updatable(variant kind.Variant, attributes ...string) kind.Variant {
	variant.Updatable = attributes
	return variant
}

func required(description string) kind.Text {
	return kind.Text{Description: description, Required: true}
}

func optional(description string) kind.Text {
	return kind.Text{Description: description, Unset: kind.Omit}
}

// with returns fields and a secret.
func with(fields kind.Fields, name, description string) kind.Fields {
	fields[name+"_wo"] = kind.Secret{Description: description, RequiredOnCreate: true}
	fields[name+"_wo_version"] = kind.SecretVersion{}
	return fields
}

// auth returns the ways to authenticate with a name and a password.
func auth(types ...string) kind.Union {
	variants := map[string]kind.Object{}
	for _, name := range types {
		variants[name] = kind.Object{
			Description: "Authentication of the type `" + name + "`",
			Fields:      with(kind.Fields{"username": required("Name of the user")}, "password", "Password"),
		}
	}
	return kind.Union{
		Description: "Authentication", Details: "By default, there is none.", Discriminator: "type", None: "none", Variants: variants,
	}
}
