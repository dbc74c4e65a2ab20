#!/usr/bin/env bash
# Prints the path of the Terraform or OpenTofu CLI that the demo and the tests run.
#   find-terraform.sh            $TERRAFORM if set, else terraform on PATH if it is 1.11 or newer, else OpenTofu
#   find-terraform.sh opentofu   OpenTofu, built from its Go module into the cache
set -euo pipefail

# If the configuration file does not exist, the CLI prints warnings into its output.
export TF_CLI_CONFIG_FILE=/dev/null CHECKPOINT_DISABLE=1

supported() {
  local release major minor
  release=$("$1" version 2>/dev/null | sed -nE '1s/^(Terraform|OpenTofu) v([0-9]+)\.([0-9]+).*/\2 \3/p') || return 1
  read -r major minor <<<"$release"
  [ -n "$minor" ] && [ $((major * 1000 + minor)) -ge 1011 ]
}

from_environment() {
  local path
  if ! path=$(command -v "$TERRAFORM") || ! "$path" version >/dev/null 2>&1; then
    echo "find-terraform: TERRAFORM=$TERRAFORM cannot be run" >&2
    return 1
  fi
  # Tests run in the directories of their packages, so the path must be absolute.
  case $path in /*) echo "$path" ;; *) echo "$PWD/$path" ;; esac
}

opentofu() {
  local module version target partial
  module=$(cd "$(dirname "$0")/../internal/tools/opentofu" && pwd)
  version=$(sed -nE 's#.*github\.com/opentofu/opentofu v([0-9.]+).*#\1#p' "$module/go.mod")
  target=${XDG_CACHE_HOME:-$HOME/.cache}/terraform-provider-rebilly/opentofu-$version/tofu
  if [ ! -x "$target" ]; then
    echo "Building OpenTofu $version from its Go module. This takes a few minutes, once." >&2
    mkdir -p "$(dirname "$target")"
    # Two builds may run in parallel. The rename ensures that neither uses an incomplete file.
    partial=$target.$$
    # shellcheck disable=SC2064 # the path is a local variable, which is gone when the trap runs
    trap "rm -f '$partial'" EXIT
    GOWORK=off GOFLAGS=-mod=readonly CGO_ENABLED=0 go build -C "$module" -trimpath \
      -ldflags '-s -w -X github.com/opentofu/opentofu/version.dev=no' \
      -o "$partial" github.com/opentofu/opentofu/cmd/tofu >&2
    mv -f "$partial" "$target"
  fi
  echo "$target"
}

if [ "${1-}" = opentofu ]; then
  opentofu
elif [ -n "${TERRAFORM-}" ]; then
  from_environment
elif path=$(command -v terraform) && supported "$path"; then
  echo "$path"
else
  opentofu
fi
