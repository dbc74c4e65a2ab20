package server

import "github.com/hashicorp/terraform-plugin-go/tfprotov6"

// Wrap returns the provider's server around one of the framework.
var Wrap = wrap

// IsKnownValid reports whether a server from New would not validate a configuration again.
func IsKnownValid(served tfprotov6.ProviderServer, typeName string, config *tfprotov6.DynamicValue) bool {
	s, ok := served.(*server)
	return ok && s.validConfigs.has(s.validConfigs.hash(s.resourceType(typeName), typeName, config))
}
