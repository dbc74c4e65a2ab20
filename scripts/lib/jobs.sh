# shellcheck shell=bash
# Sourced by scripts that start other processes and must not leave any of them running. Each job runs in a process group of its
# own, so Ctrl-C reaches only the script, which stops the jobs in order in its own function finish.
set -m

job='' emulator=''

# make forwards a signal that the process group has already received. A second one must not interrupt finish.
exit_once() {
  trap '' INT TERM HUP
  exit "$1"
}
trap finish EXIT
trap 'exit_once 130' INT
trap 'exit_once 143' TERM
trap 'exit_once 129' HUP

# Standard error is discarded because Bash announces which of its jobs were killed.
stop() {
  local signal=$1 group=$2 i
  [ -n "$group" ] && kill -s "$signal" -- "-$group" || return 0
  for ((i = 0; i < 100; i++)); do
    kill -0 -- "-$group" || return 0
    sleep 0.1
  done
  kill -s KILL -- "-$group" || true
} 2>/dev/null

# A signal interrupts wait, but not a command in the foreground.
run() {
  local status=0
  "$@" </dev/null &
  job=$!
  wait "$job" || status=$?
  job=''
  return "$status"
}

# start_emulator PROGRAM [FLAGS] starts an emulator on a free port and exports the variables that point the provider at it.
start_emulator() {
  local ready
  mkfifo "$tmp/ready"
  "$@" -listen 127.0.0.1:0 </dev/null >"$tmp/ready" &
  emulator=$!
  # The descriptor stays open because the emulator may write again.
  exec 3<"$tmp/ready"
  read -r -t 30 ready <&3 || return 1
  field() { sed -nE 's/.*"'"$1"'" *: *"([^"]*)".*/\1/p' <<<"$ready"; }
  REBILLY_BASE_URL=$(field base_url)
  REBILLY_ORGANIZATION_ID=$(field organization_id)
  REBILLY_API_KEY=$(field api_key)
  export REBILLY_BASE_URL REBILLY_ORGANIZATION_ID REBILLY_API_KEY
}
