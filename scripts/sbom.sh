#!/usr/bin/env bash
# Writes the bill of materials of a program. goreleaser calls it for each program of a release.
#   sbom.sh program document
set -euo pipefail
tools=$(cd "$(dirname "$0")/../internal/tools" && pwd)

exec env GOWORK=off GOFLAGS=-mod=readonly go run -C "$tools/release" ./sbom "$PWD/$1" "$tools/licenses.csv" "$PWD/$2"
