#!/usr/bin/env bash
# Lets official and third-party clients list images from the emulator.
#
# Needs python3 with venv, and a package index to install the clients from. Where the index does
# not answer, it says so and exits 0; anything else that goes wrong exits with an error.
set -euo pipefail
cd "$(dirname "$0")/../.."

venv=target/interop/venv
if [ ! -x "$venv/bin/python" ]; then
  python3 -m venv "$venv"
fi
if ! "$venv/bin/pip" install --quiet --disable-pip-version-check -r conformance/interop/requirements.txt; then
  echo "SKIPPED: interop: the clients could not be installed; nothing was checked" >&2
  exit 0
fi

cargo build --quiet --locked -p aliyun-ecs-emulator
bin=${CARGO_TARGET_DIR:-target}/debug/aliyun-ecs-emulator
ready=$(mktemp)
EMULATOR_ACCESS_KEYS=interop-id:interop-secret "$bin" --listen 127.0.0.1:0 >"$ready" &
emulator=$!
trap 'kill "$emulator" 2>/dev/null; rm -f "$ready"' EXIT
for _ in $(seq 100); do
  [ -s "$ready" ] && break
  kill -0 "$emulator"
  sleep 0.1
done
"$venv/bin/python" conformance/interop/clients.py "$(head -n 1 "$ready")"
