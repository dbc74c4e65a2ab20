#!/usr/bin/env bash
# Builds and signs the release of the tag that is checked out, and uploads it as a draft. Called by .github/workflows/release.yml.
#   publish.sh notes.md [goreleaser arguments]
# GPG_PRIVATE_KEY is an armored key, GPG_PASSPHRASE its passphrase. GITHUB_TOKEN must be able to write releases.
set -euo pipefail
cd "$(dirname "$0")/.."

notes=${1:?usage: publish.sh notes.md [goreleaser arguments]}
shift

finish() {
  gpgconf --kill all || true
  rm -rf "$GNUPGHOME"
}
if [ -n "${GPG_PRIVATE_KEY-}" ]; then
  GNUPGHOME=$(mktemp -d "${TMPDIR:-/tmp}/rebilly-keys.XXXXXX")
  export GNUPGHOME
  trap finish EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  # The agent receives the passphrase once and keeps it until the last archive is built.
  printf 'default-cache-ttl 14400\nmax-cache-ttl 14400\n' >"$GNUPGHOME/gpg-agent.conf"
  gpg --quiet --batch --import <<<"$GPG_PRIVATE_KEY"
  GPG_FINGERPRINT=$(gpg --batch --with-colons --list-secret-keys | sed -nE '/^fpr/{s/.*:([0-9A-F]{40}):.*/\1/p;q;}')
  export GPG_FINGERPRINT
  gpg --batch --pinentry-mode loopback --passphrase-fd 3 --local-user "$GPG_FINGERPRINT" \
    --detach-sign --output /dev/null LICENSE 3<<<"${GPG_PASSPHRASE-}"
  # The processes that goreleaser starts do not need them.
  unset GPG_PRIVATE_KEY GPG_PASSPHRASE
fi

go tool -modfile=internal/tools/release/go.mod goreleaser release --clean --parallelism 2 --release-notes "$notes" "$@"
