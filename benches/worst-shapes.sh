#!/bin/sh
# Reads hostile bodies of 30 and more shapes as a call does, at its limits, and prints what they cost as a
# Markdown table: the peak of the heap, body included, in bodies; instructions per byte, by callgrind; and
# the longest reading, which is the longest poll of a call. Fails when a shape takes more than three
# times its body and 1 MiB, or more than the given instructions per byte.
#
#   benches/worst-shapes.sh [bytes of a body] [most instructions per byte]
#
# As in instructions.sh, one reading is the difference between a run of seven and a run of two,
# divided by five. Time is only printed.
set -eu

cd "$(dirname "$0")/.."
bytes=${1:-1048576}
most=${2:-150}
if ! command -v valgrind >/dev/null; then
    echo "worst-shapes.sh needs valgrind, which is not installed (Debian: apt-get install valgrind)" >&2
    exit 1
fi
cargo build --quiet --release -p benches --bin hostile
program=${CARGO_TARGET_DIR:-target}/release/hostile
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Prints the instructions of a whole run.
instructions() { # format, shape, times
    if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        "$program" "$1" "$2" "$bytes" "$3" >/dev/null 2>"$log"; then
        cat "$log" >&2
        exit 1
    fi
    awk '/Collected :/ { print $4 }' "$log"
}

echo "| shape | body, bytes | peak heap, bodies | instructions per byte | longest poll, ms | outcome |"
echo "|---|---:|---:|---:|---:|---|"
failed=0
list=$("$program" list)
while read -r format name; do
    costs=$("$program" "$format" "$name" "$bytes" 3)
    seven=$(instructions "$format" "$name" 7)
    two=$(instructions "$format" "$name" 2)
    printf '%s\t%s\t%s\n' "$costs" "$seven" "$two" | awk -F '\t' -v shape="$format, $name" -v most="$most" '{
        each = ($5 - $6) / 5 / $1
        printf "| %s | %d | %.2f | %.1f | %.1f | %s |\n", shape, $1, ($1 + $2) / $1, each, $3 / 1000, $4
        exit ($1 + $2 > 3 * $1 + 1048576 || each > most) }' || failed=1
done <<LIST
$list
LIST
exit "$failed"
