#!/usr/bin/env bash
# The soak: `soak.sh` is the short form for the gate (10,000 calls, as the tests are built),
# `soak.sh long` the long one (1,000,000, optimised). Further arguments go to the program, later
# ones win: `soak.sh --seed 7`.
# Prints the commit, the settings with the seed, and the counts.
set -euo pipefail
cd "$(dirname "$0")/../.."
requests=10000
release=
if [ "${1:-}" = long ]; then
  requests=1000000
  release="--release "
  shift
fi
set -- --requests "$requests" --in-flight 64 --faults 5 --seed 1 "$@"
. conformance/scripts/commit.sh
echo "cargo run $release-p conformance --bin soak -- $*"
exec cargo run --quiet --locked $release-p conformance --bin soak -- "$@"
