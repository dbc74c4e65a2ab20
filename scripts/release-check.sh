#!/usr/bin/env bash
# Builds a release of the working tree as a tag would, without publishing it: in a clone, signed with a temporary key. Checks
# each file of the release, then installs the provider from its archives and runs it against the emulator from its archive.
# Prints what cannot be checked on this machine. Removes everything it created.
set -euo pipefail
cd "$(dirname "$0")/.."
# Credentials of the caller, and settings of the CLI, git and Go, must not affect the release.
# shellcheck disable=SC2086 # a list of names
unset ${!TF_@} ${!REBILLY_@} ${!GIT_@} ${!GORELEASER_@} GITHUB_TOKEN GITLAB_TOKEN GITEA_TOKEN GOOS GOARCH GOFLAGS

# Without this, the compiler's garbage collection takes an eighth of the time.
export GOGC=${GOGC:-400}

tmp=$(mktemp -d "${TMPDIR:-/tmp}/rebilly-release.XXXXXX")

finish() {
  local status=$?
  trap '' INT TERM HUP
  stop INT "$job"
  stop TERM "$emulator"
  [ ! -d "$tmp/gnupg" ] || GNUPGHOME=$tmp/gnupg gpgconf --kill all || true
  rm -rf "$tmp"
  exit "$status"
}
. scripts/lib/jobs.sh

heading() { printf '\n── %3ds  %s ──\n\n' "$SECONDS" "$*"; }

fail() {
  echo "release-check: $*" >&2
  exit 1
}

# quietly prints the output of a command only if it fails.
quietly() {
  run "$@" >"$tmp/log" 2>&1 || {
    local status=$?
    cat "$tmp/log" >&2
    return "$status"
  }
}

git_here() {
  git -c core.hooksPath=/dev/null -c commit.gpgSign=false -c tag.gpgSign=false -c advice.detachedHead=false \
    -c user.name=release-check -c user.email=release-check@localhost "$@"
}

heading "Cloning and tagging"
root=$PWD
git_here clone --quiet --no-tags "$root" "$tmp/source"
# The clone gets the files of the working tree, committed or not.
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
  if [ -f "$file" ]; then printf '%s\0' "$file"; else rm -f "$tmp/source/$file"; fi
done | tar -c --null -T - | tar -x -C "$tmp/source"
cd "$tmp/source"

version=$(sed -nE '1,/^## /s/^## ([0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?) \(.*/\1/p' CHANGELOG.md)
[ -n "$version" ] || fail "the first section of CHANGELOG.md is not a version"
# The date of the release is not known yet.
sed -i.bak "s/^## $version (Unreleased)$/## $version (January 2, 2006)/" CHANGELOG.md && rm CHANGELOG.md.bak
git_here add --all
git_here commit --quiet --allow-empty --message "Release $version"
git_here tag "v$version"
git remote set-url origin https://github.com/rebilly/terraform-provider-rebilly.git
revision=$(git rev-parse HEAD)
scripts/release-notes.sh "$version" >"$tmp/notes.md"
echo "v$version at $revision, $(grep -c '^\*' "$tmp/notes.md") notes"

heading "Building the release"
quietly go tool -modfile=internal/tools/release/go.mod goreleaser check --quiet || fail ".goreleaser.yml is invalid or uses deprecated settings"
skip=publish,announce
signed=true
if command -v gpg >/dev/null; then
  # As with the real key: from a variable, with a passphrase.
  export GNUPGHOME=$tmp/gnupg GPG_PASSPHRASE='for this check'
  mkdir -m 700 "$GNUPGHOME"
  quietly gpg --batch --pinentry-mode loopback --passphrase "$GPG_PASSPHRASE" --quick-generate-key release-check rsa3072 sign 1d
  GPG_PRIVATE_KEY=$(gpg --quiet --batch --pinentry-mode loopback --passphrase "$GPG_PASSPHRASE" --armor --export-secret-keys)
  export GPG_PRIVATE_KEY
else
  echo "Skipped: signatures (gpg is not installed)"
  signed=false skip+=,sign
fi
echo "Building for every platform. This takes minutes the first time."
quietly env TMPDIR="$tmp" scripts/publish.sh "$tmp/notes.md" --skip="$skip"
unset GPG_PRIVATE_KEY GPG_PASSPHRASE
grep 'release succeeded' "$tmp/log"

heading "Checking its files"
GOWORK=off quietly go build -C internal/tools/release -o "$tmp/check" ./check
# The arguments are paths of this machine, which must not occur in a program.
"$tmp/check" -folder dist -version "$version" -revision "$revision" -committed "$(git log -1 --format=%ct)" -signed="$signed" \
  "$tmp" "$root/" "$(go env GOMODCACHE)" "$(go env GOCACHE)" "$(go env GOROOT)/src" "$HOME/" || fail "the release is not as expected"

if [ "$signed" = true ]; then
  heading "Checking the signatures"
  for signature in dist/*.sig; do
    quietly gpg --batch --verify "$signature" "${signature%.sig}" || fail "${signature#dist/} is not a valid signature of its file"
    echo "${signature#dist/}"
  done
fi

heading "Reproducing the build in a different directory"
os=$(go env GOOS) arch=$(go env GOARCH)
git_here clone --quiet . "$tmp/elsewhere/further down"
# The command from SECURITY.md.
CGO_ENABLED=0 quietly go build -C "$tmp/elsewhere/further down" -trimpath -buildvcs=true -ldflags "-s -w -X main.version=$version" -o "$tmp/again" .
cmp "$tmp/again" "dist/provider_${os}_${arch}"*/"terraform-provider-rebilly_v$version" || fail "the second build differs"
echo "terraform-provider-rebilly_v$version for ${os}_$arch: $(wc -c <"$tmp/again" | tr -d ' ') bytes, identical"

heading "Installing from a filesystem mirror"
cd "$root"
run scripts/find-terraform.sh >"$tmp/terraform"
terraform=$(<"$tmp/terraform")
platforms=()
for archive in "$tmp/source/dist/"*.zip; do
  platform=${archive##*"_${version}_"}
  platforms+=("-platform=${platform%.zip}")
done
for host in registry.terraform.io registry.opentofu.org; do
  mkdir -p "$tmp/mirror/$host/rebilly/rebilly"
  cp "$tmp/source/dist/"*.zip "$tmp/mirror/$host/rebilly/rebilly/"
done
cat >"$tmp/cli.tfrc" <<EOF
provider_installation {
  filesystem_mirror {
    path = "$tmp/mirror"
  }
}
EOF
export TF_CLI_CONFIG_FILE=$tmp/cli.tfrc TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1
# The CLI writes a directory of its own into HOME.
export HOME=$tmp
[ -t 1 ] || export TF_CLI_ARGS=-no-color
mkdir "$tmp/quickstart"
cp examples/quickstart/*.tf "$tmp/quickstart/"
cd "$tmp/quickstart"
"$terraform" version | sed -n 1p

quietly "$terraform" init
grep -q "^  version *= \"$version\"$" .terraform.lock.hcl || fail "init did not lock version $version"
# The CLI must find a program in each platform's archive. Each archive has its own hash.
quietly "$terraform" providers lock -fs-mirror="$tmp/mirror" "${platforms[@]}"
hashes=$(grep -c '"h1:' .terraform.lock.hcl) || true
[ "$hashes" = "${#platforms[@]}" ] || fail "got $hashes hashes in the lock file, want ${#platforms[@]}"
quietly "$terraform" init -lockfile=readonly
cat .terraform.lock.hcl
installed=$(find .terraform/providers -name "terraform-provider-rebilly_v$version*" | sed -n 1p)
[ "$("$installed" -version)" = "$version" ] || fail "the installed program has version $("$installed" -version), want $version"
quietly "$terraform" validate

heading "Running against the emulator from its archive"
mkdir "$tmp/emulator"
tar -xzf "$tmp/source/dist/rebilly-emulator_${version}_${os}_$arch.tar.gz" -C "$tmp/emulator"
start_emulator "$tmp/emulator/rebilly-emulator" || fail "the emulator did not start"
export TF_VAR_organization_id=$REBILLY_ORGANIZATION_ID TF_VAR_events_password=check-password
quietly "$terraform" plan -out=release.tfplan
grep -E '^Plan:' "$tmp/log"
tar -xzf "$tmp/source/dist/rebilly-review_${version}_${os}_$arch.tar.gz" -C "$tmp/emulator" rebilly-review
"$terraform" show -json release.tfplan >release.json
quietly "$tmp/emulator/rebilly-review" release.json
grep -E 'to create' "$tmp/log"
quietly "$terraform" apply release.tfplan
grep -E 'Apply complete' "$tmp/log"
quietly "$terraform" plan -detailed-exitcode || fail "the second plan is not empty"
grep -E 'No changes' "$tmp/log"
quietly "$terraform" plan -destroy -out=destroy.tfplan
quietly "$terraform" apply destroy.tfplan
grep -E 'Apply complete' "$tmp/log"

heading "A tag v$version would publish this release"
