#!/usr/bin/env bash
# Checks the modules of the released programs: their sums in go.sum, their licenses, and known vulnerabilities that reach the code.
# GOVULNDB names a database of vulnerabilities, https:// or file://. By default, Go's database is used if it can be reached.
set -euo pipefail
set -m
cd "$(dirname "$0")/.."

tmp=$(mktemp -d "${TMPDIR:-/tmp}/rebilly-supply.XXXXXX")
job=''
finish() {
  [ -z "$job" ] || kill -s KILL -- "-$job" 2>/dev/null || true
  rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# within SECONDS COMMAND runs a command and kills it after that time.
within() {
  local seconds=$1 status=0 i
  shift
  "$@" </dev/null &
  job=$!
  for ((i = 0; i < seconds * 5; i++)); do
    kill -0 "$job" 2>/dev/null || break
    sleep 0.2
  done
  kill -s KILL -- "-$job" 2>/dev/null || true
  { wait "$job" || status=$?; } 2>/dev/null
  job=''
  return "$status"
}

echo "Modules: $(go mod verify)"
scripts/licenses.sh check

GOWORK=off GOFLAGS=-mod=readonly go build -C internal/tools/release -o "$tmp/" golang.org/x/vuln/cmd/govulncheck
database=${GOVULNDB-https://vuln.go.dev}
status=0
within 300 env CGO_ENABLED=0 "$tmp/govulncheck" -db "$database" . ./internal/cmd/rebilly-emulator ./internal/cmd/rebilly-review >"$tmp/vulnerabilities" 2>&1 || status=$?
if [ "$status" = 0 ]; then
  echo "Vulnerabilities: $(sed '/./!d' "$tmp/vulnerabilities" | sed -n 1p) ($database)"
elif [ -n "${GOVULNDB-}" ] || { [ "$status" != 137 ] && ! grep -q 'fetching vulnerabilities' "$tmp/vulnerabilities"; }; then
  cat "$tmp/vulnerabilities" >&2
  echo "supply-chain: govulncheck failed with exit status $status" >&2
  exit 1
else
  echo "Skipped: vulnerabilities ($database cannot be read: $(tail -n 1 "$tmp/vulnerabilities"))"
fi
