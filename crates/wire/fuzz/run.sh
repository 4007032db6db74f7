#!/bin/sh
# Runs every fuzz target for a while and prints what came of it as a Markdown table.
#
#   crates/wire/fuzz/run.sh [seconds per target] [seed] [targets]
#
# Needs cargo-fuzz (`cargo install cargo-fuzz`) and a C++ compiler; the stable toolchain will do, as
# nothing but coverage is instrumented: there is no unsafe code for a sanitizer to look at.
# New inputs go to a folder of their own; `minimise.sh` takes the best into the corpora.
set -eu

cd "$(dirname "$0")"
seconds=${1:-60}
seed=${2:-1}
targets=${3:-page_json page_xml error_body differential round_trip}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0

echo "| target | seed | executions | seconds | coverage | crashes |"
echo "|---|---:|---:|---:|---:|---:|"
for target in $targets; do
    mkdir -p "found/$target"
    crashes=0
    cargo fuzz run --sanitizer none "$target" "found/$target" "corpus/$target" -- \
        -seed="$seed" -max_total_time="$seconds" -max_len=4096 -timeout=5 -dict=page.dict \
        -print_final_stats=1 >"$log" 2>&1 || crashes=1
    executions=$(awk '/number_of_executed_units/ { print $2 }' "$log")
    coverage=$(grep -o 'cov: [0-9]*' "$log" | tail -n 1 | cut -d' ' -f2)
    echo "| $target | $seed | ${executions:-0} | $seconds | ${coverage:-0} | $crashes |"
    if [ "$crashes" -ne 0 ]; then
        failed=1
        tail -n 40 "$log" >&2
    fi
done
exit "$failed"
