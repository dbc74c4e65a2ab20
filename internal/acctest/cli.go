package acctest

import (
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
)

// RequireCLI prepares a test that runs a CLI through terraform-plugin-testing. Call it first, and name the test TestAcc<Resource>_<case>.
// Without a CLI the test is skipped.
func RequireCLI(t *testing.T) {
	t.Helper()
	cliPath(t)
	isolateCLI()
}

// cliPath returns the path of the Terraform or OpenTofu binary.
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

// isolateCLI disables the developer's CLI configuration and the version check, for the whole process because tests run in parallel.
var isolateCLI = sync.OnceFunc(func() {
	for name, value := range map[string]string{"TF_CLI_CONFIG_FILE": os.DevNull, "CHECKPOINT_DISABLE": "1"} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
})

// version returns the product and minor version of the CLI, such as Terraform and 14 for 1.14.2.
func version(t *testing.T) (product string, minor int) {
	t.Helper()
	isolateCLI()
	output, err := exec.CommandContext(t.Context(), cliPath(t), "version").Output()
	if _, unread := fmt.Sscanf(string(output), "%s v1.%d", &product, &minor); err != nil || unread != nil {
		t.Fatalf("terraform version: got %q (%v), want a product and a version", output, err)
	}
	return product, minor
}

// TerraformMinor returns the minor version of Terraform, such as 14 for 1.14.2, and 0 for OpenTofu.
func TerraformMinor(t *testing.T) int {
	t.Helper()
	product, minor := version(t)
	if product != "Terraform" {
		return 0
	}
	return minor
}

// SupportsIdentity reports whether the CLI stores identities and imports by them, as Terraform and OpenTofu do from 1.12.
func SupportsIdentity(t *testing.T) bool {
	t.Helper()
	_, minor := version(t)
	return minor >= 12
}

// CountsEphemeralResources reports whether the CLI lists ephemeral resources among the changes of a plan, as OpenTofu 1.11 does.
// terraform-plugin-testing then reports every plan with an ephemeral resource as not empty.
func CountsEphemeralResources(t *testing.T) bool {
	t.Helper()
	product, minor := version(t)
	return product == "OpenTofu" && minor == 11
}
