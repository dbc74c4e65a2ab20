#!/usr/bin/env bash
# Collects the licenses of everything in the released programs: names in licenses.csv, texts in licenses.txt.
#   licenses.sh write   writes both files
#   licenses.sh check   fails if the files are out of date, or if a license is not allowed
set -euo pipefail
cd "$(dirname "$0")/.."

# Licenses that may be part of a program that is distributed under the MPL-2.0. Read a license before you add it.
allowed='Apache-2.0 BSD-2-Clause BSD-3-Clause ISC MIT MPL-2.0'

tmp=$(mktemp -d "${TMPDIR:-/tmp}/rebilly-licenses.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

GOWORK=off GOFLAGS=-mod=readonly go build -C internal/tools/release -o "$tmp/find" ./licenses
GOROOT=$(go env GOROOT) CGO_ENABLED=0 "$tmp/find" "$tmp" darwin,freebsd,linux,windows . ./internal/cmd/rebilly-emulator ./internal/cmd/rebilly-review

case ${1-} in
  write)
    cp "$tmp/licenses.csv" "$tmp/licenses.txt" internal/tools/
    ;;
  check)
    for file in licenses.csv licenses.txt; do
      diff -u "internal/tools/$file" "$tmp/$file" || { echo "licenses: run make licenses and review the changes" >&2; exit 1; }
    done
    ;;
  *)
    echo "usage: licenses.sh write|check" >&2
    exit 2
    ;;
esac

refused=0
while IFS=, read -r name license; do
  for one in ${license// AND / }; do
    case " $allowed " in *" $one "*) ;; *)
      echo "licenses: $name uses $one, which is not allowed" >&2
      refused=1
      ;;
    esac
  done
done <"$tmp/licenses.csv"
[ "$refused" = 0 ]
echo "Licenses of $(wc -l <"$tmp/licenses.csv" | tr -d ' ') libraries:" \
  "$(cut -d, -f2 "$tmp/licenses.csv" | sort | uniq -c | sort -rn | awk '{printf "%s%s %s", sep, $1, $2; sep = ", "}')"
