#!/usr/bin/env bash
# Measures the provider next to a baseline and other providers, and prints the figures as Markdown.
#   bench.sh [sizes]     numbers of objects, 100 1000 3000 by default
# The baseline is terraform_data, which is built into the CLI. The others are a provider with the
# same schemas that does nothing, hashicorp/random, which sends no requests, and Mastercard/restapi.
set -euo pipefail
cd "$(dirname "$0")/.."
# Credentials and CLI settings of the caller must not affect the figures.
# shellcheck disable=SC2086 # a list of names
unset ${!TF_@} ${!REBILLY_@}

tmp=$(mktemp -d "${TMPDIR:-/tmp}/rebilly-bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

echo "Building the provider and those that it is compared with." >&2
terraform=$(scripts/find-terraform.sh)
export CGO_ENABLED=0
go build -trimpath -ldflags '-s -w -X main.version=bench' -o "$tmp/bin/" .
go build -trimpath -ldflags '-s -w' -o "$tmp/bin/terraform-provider-echo" ./internal/cmd/bench/echo
go build -o "$tmp/bench" ./internal/cmd/bench
GOWORK=off GOFLAGS=-mod=readonly go build -C internal/tools/random -trimpath -ldflags '-s -w' -o "$tmp/bin/" \
  github.com/terraform-providers/terraform-provider-random ||
  echo "bench: continuing without hashicorp/random, which cannot be built from its Go module" >&2
if generic=$(scripts/build-generic-providers.sh); then
  cp "$generic/terraform-provider-restapi" "$tmp/bin/"
else
  echo "bench: continuing without Mastercard/restapi, which cannot be built from its Go module" >&2
fi

# The program removes the directory itself.
exec "$tmp/bench" "$tmp" "$terraform" "$@"
