#!/usr/bin/env bash
# Fails if a workflow is invalid, or if an action is not pinned to a commit with its version in a comment.
set -euo pipefail
cd "$(dirname "$0")/.."

if grep -rnE '^[[:space:]]*(-[[:space:]]*)?["'\'']?uses["'\'']?[[:space:]]*:' .github |
  grep -vE 'uses: [A-Za-z0-9._/-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$' >&2; then
  echo "lint-workflows: want uses: owner/name@<40 digits> # v1.2.3" >&2
  exit 1
fi
# The other linters that actionlint would start are not installed everywhere.
go tool -modfile=internal/tools/actionlint/go.mod actionlint -shellcheck= -pyflakes= .github/workflows/*.yml
