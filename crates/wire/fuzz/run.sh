#!/usr/bin/env bash
# Runs every fuzz target for a number of executions and prints what came of it as a Markdown table.
#
#   crates/wire/fuzz/run.sh [executions per target] [seed] [targets]
#
# Needs a C++ compiler, but not cargo-fuzz: the flags below are the ones `cargo fuzz build
# --sanitizer none` passes, and the stable toolchain takes them. Nothing but coverage is
# instrumented: there is no unsafe code for a sanitizer to look at.
# `reflection`, `request` and those of crates/credentials are run a tenth as often: many of their inputs are signed.
# New inputs go to a folder of their own; `minimise.sh` takes the best into the corpora.
set -euo pipefail

cd "$(dirname "$0")"
executions=${1:-100000}
seed=${2:-1}
targets=${*:3}
targets=${targets:-page_json page_xml error_body differential round_trip reflection request cli_config ini_file process_output}

# An explicit --target keeps the flags from build scripts, which would not link with them.
host=$(rustc -vV | sed -n 's/^host: //p')
root=${CARGO_TARGET_DIR:-$PWD/target}
base="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4"
base+=" -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table"
base+=" -Ccodegen-units=1 -Cdebug-assertions"
compares=" -Cllvm-args=-sanitizer-coverage-trace-compares"

# Watching comparisons finds the names and marks that a reader waits for. Texts to be written have
# none, and half of the time would go there.
flags() { # target
    if [ "$1" = round_trip ]; then echo "$base"; else echo "$base$compares"; fi
}

folder() { # target
    if [ "$1" = round_trip ]; then echo "$root/texts"; else echo "$root"; fi
}

for target in $targets; do
    RUSTFLAGS=$(flags "$target") CARGO_TARGET_DIR=$(folder "$target") \
        cargo build --quiet --release --locked --target "$host" --bin "$target"
done

log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0

commit=$(git rev-parse --short HEAD 2>/dev/null || echo none)
git diff --quiet HEAD -- .. ../../rpc-wire ../../model ../../rpc ../../emulator ../../credentials ../../../conformance/src/re* 2>/dev/null || commit+=" and changes"
echo "commit $commit, seed $seed"
echo
echo "| target | executions | seconds | coverage | crashes and hangs |"
echo "|---|---:|---:|---:|---:|"
for target in $targets; do
    # A page is at most a few thousand bytes of interest; texts to write are shorter still.
    length=4096
    [ "$target" != round_trip ] || length=128
    # Choices, two bytes each; those of a key are numbers from then on.
    runs=$executions
    if [ "$target" = reflection ]; then
        length=256
        runs=$((executions / 10))
    fi
    dictionary=page.dict
    if [ "$target" = request ]; then
        dictionary=request.dict
        runs=$((executions / 10))
    fi
    case $target in cli_config | ini_file | process_output)
        dictionary=credentials.dict
        length=1024
        runs=$((executions / 10))
        ;;
    esac
    mkdir -p "found/$target"
    crashes=0
    start=$SECONDS
    "$(folder "$target")/$host/release/$target" "found/$target" "corpus/$target" \
        -seed="$seed" -runs="$runs" -max_len="$length" -timeout=5 -dict="$dictionary" \
        -artifact_prefix="found/$target-" -print_final_stats=1 >"$log" 2>&1 || crashes=1
    ran=$(awk '/number_of_executed_units/ { print $2 }' "$log")
    coverage=$(grep -o 'cov: [0-9]*' "$log" | tail -n 1 | cut -d' ' -f2 || true)
    echo "| $target | ${ran:-0} | $((SECONDS - start)) | ${coverage:-0} | $crashes |"
    if [ "$crashes" -ne 0 ]; then
        failed=1
        tail -n 40 "$log" >&2
    fi
done
exit "$failed"
