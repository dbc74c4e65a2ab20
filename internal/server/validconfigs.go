package server

import (
	"context"
	"encoding/json"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/fastpath"
)

// validConfigKey is the key of the private state under which the hash of the configuration is saved that the state was applied from.
const validConfigKey = "valid"

// validConfigs are the configurations that were validated without errors and warnings, so that an unchanged resource is not validated in
// each run. A validation depends only on what is hashed, because resources are not configured for it: the build, the resource type and the
// configuration. It depends on the capabilities of the CLI too if there are write-only attributes.
type validConfigs struct {
	// version is the version of the provider, "" if several builds may have it.
	version string

	mu     sync.Mutex
	hashes map[string]bool
}

func newValidConfigs(p provider.Provider) *validConfigs {
	var described provider.MetadataResponse
	p.Metadata(context.Background(), provider.MetadataRequest{}, &described)
	version := described.Version
	if version == "dev" || strings.ContainsAny(version, "-+") {
		version = ""
	}
	return &validConfigs{version: version, hashes: map[string]bool{}}
}

// hash returns a hash of a configuration, "" if it is always validated: that of a resource type with write-only attributes may contain
// secrets.
func (v *validConfigs) hash(r resourceType, typeName string, config *tfprotov6.DynamicValue) string {
	if v.version == "" || r.validator == nil || r.hasWriteOnly || config == nil || config.MsgPack == nil {
		return ""
	}
	return fastpath.Hash([]byte(v.version), []byte(typeName), config.MsgPack)
}

func (v *validConfigs) has(hash string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.hashes[hash]
}

func (v *validConfigs) add(hash string) {
	if hash == "" {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.hashes[hash] = true
}

// load adds the hash in the entries of a private state.
func (v *validConfigs) load(entries map[string][]byte) {
	var hash string
	if json.Unmarshal(entries[validConfigKey], &hash) == nil {
		v.add(hash)
	}
}

// save returns a private state with the hash of a configuration that was applied, and without one if it was not found valid.
func (v *validConfigs) save(private []byte, hash string) []byte {
	var entries map[string][]byte
	if json.Unmarshal(private, &entries) != nil || hash == "" && entries[validConfigKey] == nil {
		return private
	}
	delete(entries, validConfigKey)
	if v.has(hash) {
		entries[validConfigKey] = []byte(`"` + hash + `"`)
	}
	saved, err := json.Marshal(entries)
	if err != nil {
		return private
	}
	return saved
}
