package acctest

import (
	"os"
	"os/exec"
	"sync"
	"testing"
)

// CLI prepares a test that launches an engine through terraform-plugin-testing: call it first, name the test TestCLI….
// It is skipped only where there is no engine at all.
func CLI(t *testing.T) {
	t.Helper()
	engine(t)
	isolate()
}

// engine is the Terraform or OpenTofu to test with.
func engine(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path
	}
	path, err := exec.LookPath("terraform")
	if err != nil {
		t.Skip("SKIPPED: no engine. Set TF_ACC_TERRAFORM_PATH to a Terraform or OpenTofu binary, or put terraform on PATH.")
	}
	return path
}

// isolate keeps the developer's own CLI configuration and the network out, for the whole process since tests are parallel.
var isolate = sync.OnceFunc(func() {
	for name, value := range map[string]string{"TF_CLI_CONFIG_FILE": os.DevNull, "CHECKPOINT_DISABLE": "1"} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
})
