#!/bin/sh
# Writes every derived file again: requirements.json, docs/differences.md, the figures of README.md and
# the lock file of the fuzz targets. A test, or the gate, fails while one of them is stale.
set -eu
cd "$(dirname "$0")/../.."
CONFORMANCE_UPDATE=1 cargo test --quiet -p conformance --test requirements --test reference --test figures
cd crates/wire/fuzz
cargo metadata --format-version 1 >/dev/null
