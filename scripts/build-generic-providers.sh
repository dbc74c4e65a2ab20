#!/usr/bin/env bash
# Builds two generic REST providers, magodo/restful and Mastercard/restapi, from their Go modules into the cache, and prints
# the directory. The tests of the migration guide use them.
set -euo pipefail

module=$(cd "$(dirname "$0")/../internal/tools/restful" && pwd)
versions=$(sed -nE 's#^	github\.com/(magodo/terraform-provider-restful|Mastercard/terraform-provider-restapi) v([0-9.]+).*#\2#p' "$module/go.mod" | paste -sd- -)
target=${XDG_CACHE_HOME:-$HOME/.cache}/terraform-provider-rebilly/restful-$versions
if [ ! -x "$target/terraform-provider-restful" ] || [ ! -x "$target/terraform-provider-restapi" ]; then
  echo "Building the generic REST providers from their Go modules. This takes a few minutes, once." >&2
  # Two builds may run in parallel. The renames ensure that neither uses an incomplete file.
  partial=$target.$$
  trap 'rm -rf "$partial"' EXIT
  mkdir -p "$target" "$partial"
  GOWORK=off GOFLAGS=-mod=readonly CGO_ENABLED=0 go build -C "$module" -trimpath -ldflags '-s -w' -o "$partial/" \
    github.com/magodo/terraform-provider-restful github.com/Mastercard/terraform-provider-restapi >&2
  mv -f "$partial"/* "$target/"
fi
echo "$target"
