#!/usr/bin/env bash
# Runs the matrix of faults many times (20 unless told otherwise) and stops at the first failure.
# Prints the commit, and one line per run: its number, its result and its time.
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=${1:-20}
. conformance/scripts/commit.sh

# `FAULTS_BINARY` names a test binary that is built already. Diagnostics go to standard error.
binary=${FAULTS_BINARY:-$(cargo test --quiet --locked -p conformance --test faults --no-run \
  --message-format=json-render-diagnostics | sed -n '/"name":"faults"/s/.*"executable":"\([^"]*\)".*/\1/p')}
[ -x "$binary" ] || { echo "the matrix does not build" >&2; exit 1; }
for run in $(seq "$runs"); do
  if ! output=$("$binary" 2>&1); then
    printf '%s\n' "$output" >&2
    echo "run $run of $runs failed" >&2
    exit 1
  fi
  printf '%2d  %s\n' "$run" "$(grep '^test result' <<<"$output")"
done
echo "$runs runs without a failure"
