#!/usr/bin/env bash
# Prints the section of CHANGELOG.md for a version. Fails if there is none, or if it has no date.
#   release-notes.sh 0.1.0
set -euo pipefail
cd "$(dirname "$0")/.."

version=${1:?usage: release-notes.sh version}
heading=$(grep -F "## $version (" CHANGELOG.md) || {
  echo "release-notes: CHANGELOG.md has no section \"## $version (Month D, YYYY)\"" >&2
  exit 1
}
[[ $heading =~ ^"## $version ("[A-Z][a-z]+\ [0-9]{1,2},\ 20[0-9]{2}\)$ ]] || {
  echo "release-notes: \"$heading\" needs a date, as in \"## $version (March 7, 2027)\"" >&2
  exit 1
}
HEADING=$heading awk '
  $0 == ENVIRON["HEADING"] {here = 1; next}
  here && /^## / {exit}
  here && (/./ || printed) {printed = 1; print}
  END {exit !printed}
' CHANGELOG.md || {
  echo "release-notes: the section of $version in CHANGELOG.md is empty" >&2
  exit 1
}
