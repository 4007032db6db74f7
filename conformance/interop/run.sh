#!/usr/bin/env bash
# Lets official and third-party clients list images from the emulator, and get keys of roles from it,
# by http and by https; and holds the chain of credentials against the official package, and both against the table
# in docs/credentials-differences.md, which is written anew if CONFORMANCE_UPDATE is set.
#
# Needs python3 with venv, and a package index to install the clients from; for the client for
# Node.js, node and npm. Where an index does not answer or node is not there, it says so and goes
# on without; anything else that goes wrong exits with an error.
set -euo pipefail
cd "$(dirname "$0")/../.."

skipped() {
  echo "SKIPPED: interop: $1; nothing was checked with them" >&2
}

venv=target/interop/venv
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
fi
python=
if "$venv/bin/pip" install --quiet --disable-pip-version-check -r conformance/interop/requirements.txt; then
  python=$venv/bin/python
else
  skipped "the clients in Python could not be installed"
fi

modules=target/interop/node
mkdir -p "$modules"
cp conformance/interop/package.json "$modules"
node=
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  skipped "the clients in JavaScript need node and npm, which are not here"
elif npm install --prefix "$modules" --silent --no-audit --no-fund --no-package-lock; then
  node=node
else
  skipped "the clients in JavaScript could not be installed"
fi

if [ -z "$python$node" ]; then
  exit 0
fi

cargo build --quiet --locked -p aliyun-ecs-emulator --features command
bin=${CARGO_TARGET_DIR:-target}/debug/aliyun-ecs-emulator
ready=$(mktemp)
emulators=()
ca=$(mktemp --dry-run --suffix .pem)
trap 'kill "${emulators[@]}" 2>/dev/null; rm -f "$ready" "$ca"' EXIT

# Starts an emulator with these flags, and sets `line` to what it prints when it is ready.
start() {
  : >"$ready"
  EMULATOR_ACCESS_KEYS=interop-id:interop-secret,interop-sts:interop-sts-secret:interop-sts-token \
    "$bin" --listen 127.0.0.1:0 "$@" >"$ready" &
  emulators+=($!)
  for _ in $(seq 100); do
    [ -s "$ready" ] && break
    kill -0 "${emulators[-1]}"
    sleep 0.1
  done
  line=$(head -n 1 "$ready")
}

start --metadata
result=0
if [ -n "$python" ]; then
  "$python" conformance/interop/clients.py "$line" || result=1
fi
if [ -n "$node" ]; then
  NODE_PATH=$modules/node_modules "$node" conformance/interop/clients.js "$line" || result=1
fi
if [ -n "$python" ]; then
  "$python" conformance/interop/roles.py "$line" || result=1
  cargo build --quiet --locked -p conformance --example chosen_key
  chosen_key=${CARGO_TARGET_DIR:-target}/debug/examples/chosen_key
  "$python" conformance/interop/chain.py --ours "$chosen_key" --table docs/credentials-differences.md "$line" || result=1
  start --metadata --metadata-v2-only
  "$python" conformance/interop/roles.py --v2-only "$line" || result=1
  start --metadata --tls "$ca"
  "$python" conformance/interop/clients.py --ca "$ca" "$line" || result=1
  "$python" conformance/interop/roles.py --ca "$ca" "$line" || result=1
fi
exit "$result"
