#!/bin/sh
# Counts the instructions of one signature with callgrind and prints them as a Markdown table.
#
#   benches/instructions-sign.sh [signer..]
#
# Counts repeat to well below one percent and do not care what else the machine does; times do. One
# signature is the difference between a run of 202 and a run of 2, divided by 200. Valgrind has no
# SHA instructions: the hashes are counted as they run on a processor without them, where they
# weigh most.
set -eu

cd "$(dirname "$0")/.."
if ! command -v valgrind >/dev/null; then
    echo "instructions-sign.sh needs valgrind, which is not installed (Debian: apt-get install valgrind)" >&2
    exit 1
fi
cargo build --quiet --release -p benches --bin signatures
program=${CARGO_TARGET_DIR:-target}/release/signatures
[ $# -gt 0 ] || set -- $("$program" list)
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Prints the instructions of a whole run.
instructions() { # signer, iterations
    if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        "$program" "$1" "$2" >/dev/null 2>"$log"; then
        cat "$log" >&2
        exit 1
    fi
    awk '/Collected :/ { print $4 }' "$log"
}

echo "| signer | instructions per signature |"
echo "|---|---:|"
for signer in "$@"; do
    many=$(instructions "$signer" 202)
    few=$(instructions "$signer" 2)
    echo "| $signer | $(((many - few) / 200)) |"
done
