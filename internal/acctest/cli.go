package acctest

import (
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
)

// RequireCLI prepares a test that launches a CLI through terraform-plugin-testing: call it first, name the test TestAcc….
// It is skipped only where there is no CLI at all.
func RequireCLI(t *testing.T) {
	t.Helper()
	cliPath(t)
	isolateCLI()
}

// cliPath returns the path of the Terraform or OpenTofu to test with.
func cliPath(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path
	}
	path, err := exec.LookPath("terraform")
	if err != nil {
		t.Skip("SKIPPED: no CLI. Set TF_ACC_TERRAFORM_PATH to a Terraform or OpenTofu binary, or put terraform on PATH.")
	}
	return path
}

// isolateCLI keeps the developer's own CLI configuration and the network out, for the whole process since tests are parallel.
var isolateCLI = sync.OnceFunc(func() {
	for name, value := range map[string]string{"TF_CLI_CONFIG_FILE": os.DevNull, "CHECKPOINT_DISABLE": "1"} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
})

// version is what the CLI is, such as Terraform and the 14 of 1.14.2.
func version(t *testing.T) (product string, minor int) {
	t.Helper()
	isolateCLI()
	output, err := exec.CommandContext(t.Context(), cliPath(t), "version").Output()
	if _, unread := fmt.Sscanf(string(output), "%s v1.%d", &product, &minor); err != nil || unread != nil {
		t.Fatalf("what terraform is this: %s (%v)", output, err)
	}
	return product, minor
}

// TerraformMinor is the 14 of Terraform 1.14.2, for what Terraform has since a certain version; 0 of OpenTofu.
func TerraformMinor(t *testing.T) int {
	t.Helper()
	product, minor := version(t)
	if product != "Terraform" {
		return 0
	}
	return minor
}

// SupportsIdentity tells whether the CLI keeps identities, and imports by them. Terraform and OpenTofu do from 1.12.
func SupportsIdentity(t *testing.T) bool {
	t.Helper()
	_, minor := version(t)
	return minor >= 12
}

// CountsEphemeralResources tells whether the CLI lists the ephemeral resources that a plan opens among its changes, as OpenTofu
// 1.11 does: plugin-testing then takes every plan that has one for one that is not empty.
func CountsEphemeralResources(t *testing.T) bool {
	t.Helper()
	product, minor := version(t)
	return product == "OpenTofu" && minor == 11
}
