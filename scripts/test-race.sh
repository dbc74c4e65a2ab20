#!/usr/bin/env bash
# Runs go test with the race detector, without the acceptance tests. Needs a C compiler.
#   test-race.sh [go test arguments]
set -euo pipefail
cd "$(dirname "$0")/.."

export CGO_ENABLED=1
if ! command -v "$(go env CC)" >/dev/null; then
  echo "test-race: needs a C compiler ($(go env CC) is not installed)" >&2
  exit 3
fi

# Left out, because they take minutes and run nothing concurrently that other tests do not run:
# - acceptance tests, whose CLI starts a provider without the detector
# - services and helper packages, which consist of tables and pure functions
# - tests that try sizes or many values (-short tries fewer), and those that limit memory, because the detector needs its own
packages=$(go list ./... | grep -vE '/internal/(services|acl|customfields|customerpermissions|decimal|dynamicvalue|lint|suggest|validators)(/|$)')
skip='^(TestAcc|(TestResponse_MemoryLimit|TestRead_HostileValues|TestResponse_LargePage|TestError_Truncated|'
skip+='TestSecrets_NotShown|TestPlan_OneChangePerAttribute|TestMatrix_EveryResourceType)$)'
# shellcheck disable=SC2086 # a list of packages
exec scripts/test.sh -race -short -vet=off -skip "$skip" "$@" $packages
