#!/usr/bin/env bash
# Applies each patch of this folder to a copy of the workspace and fails if the cases stay green.
#
#   conformance/mutations/run.sh [NAME…]     all patches, or those whose name contains NAME
#
# What a run said goes to standard output; the last one is committed as results.txt.
set -euo pipefail
cd "$(dirname "$0")/../.."

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r Cargo.toml Cargo.lock clippy.toml rustfmt.toml README.md crates conformance benches docs "$copy"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target/mutations} CARGO_TERM_COLOR=never
suite=(cargo test --quiet --manifest-path "$copy/Cargo.toml" -p conformance)

caught=0 survived=() broken=()
for patch in conformance/mutations/*.patch; do
  name=$(basename "$patch" .patch)
  if [ $# -gt 0 ]; then
    wanted=
    for word in "$@"; do [[ $name == *"$word"* ]] && wanted=yes; done
    [ -n "$wanted" ] || continue
  fi
  if ! patch --quiet --directory "$copy" -p1 <"$patch" >/dev/null; then
    echo "DOES NOT APPLY  $name"
    broken+=("$name")
    continue
  fi
  if ! "${suite[@]}" --test cases --no-run >"$copy/log" 2>&1; then
    echo "DOES NOT BUILD  $name"
    broken+=("$name")
  elif ! "${suite[@]}" --test cases >"$copy/log" 2>&1; then
    failed=$(grep -c -E '^---- ' "$copy/log" || true)
    echo "caught          $name: $failed case(s), first $(grep -m 1 -o -E '^---- [^ ]+' "$copy/log" | cut -c 6-)"
    caught=$((caught + 1))
  elif ! "${suite[@]}" --test rules_oracle --test revisions --test transport_contract >"$copy/log" 2>&1; then
    echo "caught          $name: by a property"
    caught=$((caught + 1))
  else
    echo "SURVIVED        $name"
    survived+=("$name")
  fi
  patch --quiet --reverse --directory "$copy" -p1 <"$patch" >/dev/null
done

echo "$caught caught, ${#survived[@]} survived, ${#broken[@]} to be renewed"
[ "$caught" -gt 0 ] && [ ${#survived[@]} -eq 0 ] && [ ${#broken[@]} -eq 0 ]
