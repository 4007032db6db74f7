#!/bin/sh
# Counts the instructions of one refused body, from the bytes of the response to the error of the
# service, with callgrind, and prints them as a Markdown table.
#
#   benches/instructions-refused.sh
#
# As in instructions.sh, one body is the difference between a run of seven and a run of two,
# divided by five.
set -eu

cd "$(dirname "$0")/.."
if ! command -v valgrind >/dev/null; then
    echo "instructions-refused.sh needs valgrind, which is not installed (Debian: apt-get install valgrind)" >&2
    exit 1
fi
cargo build --quiet --release -p benches --bin one_refusal
program=${CARGO_TARGET_DIR:-target}/release/one_refusal
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Prints the instructions of a whole run.
instructions() { # format, status, bytes, iterations
    if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        "$program" "$1" "$2" "$3" "$4" >/dev/null 2>"$log"; then
        cat "$log" >&2
        exit 1
    fi
    awk '/Collected :/ { print $4 }' "$log"
}

echo "| error of the service | bytes | instructions | per byte |"
echo "|---|---:|---:|---:|"
for format in json xml; do
    for status in 400 200; do
        for size in 200 65536; do
            bytes=$("$program" "$format" "$status" "$size" 0)
            seven=$(instructions "$format" "$status" "$size" 7)
            two=$(instructions "$format" "$status" "$size" 2)
            echo "$format $status $seven $two $bytes" | awk '{
                one = ($3 - $4) / 5
                printf "| %s under %s | %d | %d | %.2f |\n", $1, $2, $5, one, one / $5 }'
        done
    done
done
