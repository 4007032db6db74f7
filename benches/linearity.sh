#!/bin/sh
# Decodes bodies of one size and of ten times that size under callgrind and prints, as a Markdown
# table, how many times the instructions the larger one takes. Fails when it is more than twelve.
#
#   benches/linearity.sh [format..]
#
# Instructions repeat and do not care what else the machine does, which is why this is no ordinary
# test: there is nothing in a process that counts the bytes a reader looked at.
set -eu

cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- json xml

if ! command -v valgrind >/dev/null; then
    echo "linearity.sh needs valgrind, which is not installed (Debian: apt-get install valgrind)" >&2
    exit 1
fi
cargo build --quiet --release -p benches --bin one_shape
program=${CARGO_TARGET_DIR:-target}/release/one_shape
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Prints the instructions of a whole run.
instructions() { # format, shape, units, times
    if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        "$program" "$@" >/dev/null 2>"$log"; then
        cat "$log" >&2
        exit 1
    fi
    awk '/Collected :/ { print $4 }' "$log"
}

# Prints the instructions of decoding alone. The first time pays for what making the body left behind.
decoding() { # format, shape, units
    twice=$(instructions "$@" 2)
    once=$(instructions "$@" 1)
    echo $((twice - once))
}

failed=0
echo "| body | bytes | instructions per byte | ten times the bytes: instructions |"
echo "|---|---:|---:|---:|"
for format in "$@"; do
    shapes="compact:100 pretty:100 shuffled:100 escapes:5000 huge-text:10000 unknown-text:10000
        number:10000 unknown-members:100 unknown-names:5000 nesting:500 open:50000 white-space:20
        error-at-the-end:100 strict:100"
    [ "$format" = json ] || shapes="$shapes attributes:100 comments:100 cdata:2000 brackets:10000"
    for pair in $shapes; do
        shape=${pair%:*} units=${pair#*:}
        bytes=$("$program" "$format" "$shape" "$units" 0)
        small=$(decoding "$format" "$shape" "$units")
        large=$(decoding "$format" "$shape" $((10 * units)))
        echo "$format $shape $bytes $small $large" | awk '{
            printf "| %s, %s | %d | %.2f | %.2f× |\n", $1, $2, $3, $4 / $3, $5 / $4
            exit $5 > 12 * $4
        }' || failed=1
    done
done
exit "$failed"
