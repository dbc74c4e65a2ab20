#!/usr/bin/env bash
# Runs examples/quickstart from plan to destroy against the emulator. Everything stays on this machine and is removed afterwards.
set -euo pipefail

cd "$(dirname "$0")/.."
# Credentials and CLI settings of the caller must not affect the demo.
# shellcheck disable=SC2086 # a list of names
unset ${!TF_@} ${!REBILLY_@}

tmp=$(mktemp -d "${TMPDIR:-/tmp}/rebilly-demo.XXXXXX")

finish() {
  local status=$?
  trap '' INT TERM HUP
  # The CLI is stopped first, because it may still be writing to the emulator.
  stop INT "$job"
  stop TERM "$emulator"
  rm -rf "$tmp"
  exit "$status"
}
. scripts/lib/jobs.sh

heading() { printf '\n── %s ──\n\n' "$*"; }

fail() {
  echo "demo: $*" >&2
  exit 1
}

# emulator_request METHOD PATH [BODY] sends a request to the emulator's own API and prints the response body. It uses Bash
# alone, so that the demo does not need curl.
emulator_request() {
  local body=${3-}
  exec 4<>"/dev/tcp/${address%:*}/${address##*:}"
  printf '%s /_emulator/%s HTTP/1.0\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' "$1" "$2" "$address" "${#body}" "$body" >&4
  tr -d '\r' <&4 | sed '1,/^$/d'
  exec 4>&-
}

# The customer's token is meant for a page, so its session outlives the run that created it. There must be no second session
# and no authentication token, which could create one.
expect_sessions() {
  local open
  open=$(emulator_request GET sessions | tr -d ' \n')
  [ "$open" = "{\"sessions\":$1,\"tokens\":0}" ] || fail "got $open, want $1 customer sessions and no authentication tokens"
}

heading "Building the provider and the emulator"
run scripts/find-terraform.sh >"$tmp/terraform"
terraform=$(<"$tmp/terraform")
run env CGO_ENABLED=0 go build -o "$tmp/bin/" . ./internal/cmd/rebilly-emulator

start_emulator "$tmp/bin/rebilly-emulator" -organization demo -api-key sk_demo || fail "the emulator did not start"
address=${REBILLY_BASE_URL#*://}
address=${address%%/*}

cat >"$tmp/cli.tfrc" <<END
provider_installation {
  dev_overrides {
    "rebilly/rebilly" = "$tmp/bin"
  }
  direct {}
}
END
export TF_CLI_CONFIG_FILE=$tmp/cli.tfrc TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1
# The CLI writes a directory of its own into HOME.
export HOME=$tmp
[ -t 1 ] || export TF_CLI_ARGS=-no-color

# The configuration does not create customers, so one is added to the emulator.
emulator_request POST seed '{"customers": {"cus_demo": {"email": "customer@acme.example"}}}'
export TF_VAR_organization_id=demo TF_VAR_events_password=demo-password
export TF_VAR_customer='{ id = "cus_demo", website = "store" }'

mkdir "$tmp/quickstart"
cp examples/quickstart/*.tf "$tmp/quickstart/"
cd "$tmp/quickstart"
"$terraform" version | sed -n 1p
echo "Emulator at $REBILLY_BASE_URL"

heading "Plan"
run "$terraform" plan -compact-warnings -out=demo.tfplan
expect_sessions 0

heading "Apply that plan"
run "$terraform" apply -compact-warnings demo.tfplan
objects=$(emulator_request GET objects)
[[ $objects =~ [1-9] ]] || fail "no objects were created: $objects"
expect_sessions 1

heading "Outputs"
run "$terraform" output

heading "Plan again: no changes expected"
run "$terraform" plan -compact-warnings -detailed-exitcode || fail "the second plan is not empty"

heading "Destroy"
# A saved plan, because destroy would list every attribute again.
run "$terraform" plan -compact-warnings -destroy -out=destroy.tfplan >/dev/null
run "$terraform" apply -compact-warnings destroy.tfplan
# Rebilly cannot delete a service credential: one is left, deactivated.
objects=$(emulator_request GET objects)
others=${objects/\"service-credentials\":1/}
[[ $others != "$objects" && $others == *0* && ! $others =~ [1-9] ]] || fail "objects were left behind: $objects"
expect_sessions 1

heading "Done: created, unchanged in a second plan, and destroyed without leftovers"
