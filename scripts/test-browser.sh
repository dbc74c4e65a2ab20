#!/usr/bin/env bash
# Runs the tests of internal/e2e, in which the real RebillyInstruments mounts the provider's configurations in a browser.
#   test-browser.sh [go test arguments]
# Needs npm and Chromium. On Debian, root gets Chromium installed. The libraries are installed once, into the cache.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v "${CHROMIUM:-chromium}" >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Debian's chromium." >&2
  apt-get -qq update >&2
  DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium >&2
fi
if ! CHROMIUM=$(command -v "${CHROMIUM:-chromium}") || ! command -v npm >/dev/null; then
  echo "test-browser: needs npm and chromium (set CHROMIUM=path to use a different browser based on Chromium)" >&2
  exit 1
fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/terraform-provider-rebilly/e2e
mkdir -p "$cache"
# The lock file is copied last, so that an interrupted installation starts over.
if ! cmp -s internal/e2e/package-lock.json "$cache/installed.json"; then
  rm -f "$cache/installed.json"
  cp internal/e2e/package.json internal/e2e/package-lock.json "$cache/"
  npm ci --prefix "$cache" --ignore-scripts --no-audit --no-fund --loglevel=error
  cp internal/e2e/package-lock.json "$cache/installed.json"
fi

export CHROMIUM REBILLY_INSTRUMENTS=$cache/node_modules/@rebilly/instruments/dist/index.min.js
# The last version on npm that validates its options.
export REBILLY_INSTRUMENTS_WITH_VALIDATION=$cache/node_modules/instruments-with-validation/dist/index.min.js
CGO_ENABLED=0 exec go test -count=1 "$@" ./internal/e2e
