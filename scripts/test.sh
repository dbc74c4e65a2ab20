#!/usr/bin/env bash
# Runs go test. Acceptance tests use the CLI that find-terraform.sh chooses.
#   test.sh [go test arguments]
set -euo pipefail

terraform=$("$(dirname "$0")/find-terraform.sh")
# Without this, garbage collection takes half the time of the larger tests.
export GOGC=${GOGC:-400}
# Settings of the provider in the environment of the caller must not affect the tests. Those for a sandbox have different names.
unset REBILLY_API_KEY REBILLY_ORGANIZATION_ID REBILLY_BASE_URL REBILLY_ENVIRONMENT
export TF_ACC=1 TF_ACC_TERRAFORM_PATH=$terraform TF_CLI_CONFIG_FILE=/dev/null CHECKPOINT_DISABLE=1

# The same setting as in a release and in make build, so that all of them share the build cache. The race detector needs cgo.
case " $* " in
  *" -race "*) ;;
  *) export CGO_ENABLED=0 ;;
esac

name=$("$terraform" version | sed -n 1p)
case $name in
  OpenTofu*)
    # By default, terraform-plugin-testing uses a provider address that only Terraform accepts.
    export TF_ACC_PROVIDER_HOST=registry.opentofu.org TF_ACC_PROVIDER_NAMESPACE=hashicorp
    ;;
esac

echo "CLI: $name ($terraform)"
echo "Generic REST providers: ${REBILLY_GENERIC_PROVIDERS:-off, set REBILLY_GENERIC_PROVIDERS=\$(scripts/build-generic-providers.sh)}"
# A busy machine needs more than the default of ten minutes. Many tests wait for retries, so more than one for each CPU can run.
exec go test -timeout 30m -parallel 8 "$@"
