#!/usr/bin/env bash
# Renders docs/ from the provider's schema, templates/ and examples/.
#   docs.sh write   replaces docs/
#   docs.sh check   fails if docs/ is out of date, or if a test of the policy in examples/ fails
# Exits with 3 if the CLI is too old to describe everything that the provider has.
set -euo pipefail
cd "$(dirname "$0")/.."

terraform=$(scripts/find-terraform.sh)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/rebilly-docs.XXXXXX")
trap 'rm -rf "$tmp"' EXIT

cat >"$tmp/cli.tfrc" <<END
provider_installation {
  dev_overrides {
    "rebilly/rebilly" = "$tmp/bin"
  }
  direct {}
}
END
export TF_CLI_CONFIG_FILE=$tmp/cli.tfrc CHECKPOINT_DISABLE=1

# Older versions and OpenTofu leave list resources out of the schema without an error.
release=$("$terraform" version | sed -n 1p)
if ! [[ $release =~ ^Terraform\ v([0-9]+)\.([0-9]+) ]] || ((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2] < 1014)); then
  echo "docs: $release cannot describe the whole schema; set TERRAFORM to Terraform 1.14 or newer" >&2
  exit 3
fi

CGO_ENABLED=0 go build -o "$tmp/bin/" .

mkdir "$tmp/schema" "$tmp/provider"
printf 'terraform {\n  required_providers {\n    rebilly = { source = "rebilly/rebilly" }\n  }\n}\n' >"$tmp/schema/main.tf"
# tfplugindocs finds the provider only under its short name.
"$terraform" -chdir="$tmp/schema" providers schema -json |
  sed 's#"[^"]*/rebilly/rebilly"#"rebilly"#' >"$tmp/schema.json"

cp -R examples "$tmp/provider/"
cp -R templates "$tmp/provider/"
# The ids of API operations are the same in templates and code.
go run ./internal/cmd/doc-operations >"$tmp/operations"
for page in resources data-sources list-resources; do
  cat "$tmp/operations" "templates/$page.md.tmpl" >"$tmp/provider/templates/$page.md.tmpl"
done
go tool -modfile=internal/tools/go.mod tfplugindocs generate \
  --provider-dir "$tmp/provider" --provider-name rebilly --providers-schema "$tmp/schema.json" >"$tmp/log" ||
  { cat "$tmp/log" >&2; exit 1; }

# Finds what the registry would not show, such as a page without a heading or an unknown directory.
go tool -modfile=internal/tools/go.mod tfplugindocs validate \
  --provider-dir "$tmp/provider" --provider-name rebilly --providers-schema "$tmp/schema.json" >"$tmp/log" 2>&1 ||
  { cat "$tmp/log" >&2; exit 1; }

case ${1-} in
  write)
    rm -rf docs
    cp -R "$tmp/provider/docs" docs
    ;;
  check)
    diff -ru docs "$tmp/provider/docs" || { echo "docs: run make generate" >&2; exit 1; }
    go tool -modfile=internal/tools/opa/go.mod opa test \
      examples/guides/review/policy.rego examples/guides/review/policy_test.rego internal/cmd/rebilly-review/testdata/review.json
    ;;
  *)
    echo "usage: docs.sh write|check" >&2
    exit 2
    ;;
esac
