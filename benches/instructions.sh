#!/bin/sh
# Counts instructions per byte with callgrind and prints them as a Markdown table.
#
#   benches/instructions.sh [body] [decoder..]
#
# Counts repeat to well below one percent and do not care what else the machine does; times do.
# One iteration is the difference between a run of seven and a run of two, divided by five, so
# starting up and making the bodies do not count.
set -eu

cd "$(dirname "$0")/.."
body=${1:-json-100-minimal-compact}
[ $# -eq 0 ] || shift
if [ $# -eq 0 ]; then
    case $body in
    json-*) set -- ours_page ours_owned serde_json_owned serde_json_borrowed serde_json_value \
        simd_json_borrowed sonic_rs_borrowed limit_utf8 limit_memchr ;;
    *) set -- ours_page ours_owned quick_xml_serde_owned quick_xml_events_owned \
        quick_xml_bare_events roxmltree_owned limit_utf8 limit_memchr ;;
    esac
fi

if ! command -v valgrind >/dev/null; then
    echo "instructions.sh needs valgrind, which is not installed (Debian: apt-get install valgrind)" >&2
    exit 1
fi
cargo build --quiet --release -p benches --bin one_decoder
program=${CARGO_TARGET_DIR:-target}/release/one_decoder
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Prints the instructions of a whole run.
instructions() { # decoder, iterations
    if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        "$program" "$1" "$body" "$2" >/dev/null 2>"$log"; then
        cat "$log" >&2
        exit 1
    fi
    awk '/Collected :/ { print $4 }' "$log"
}

echo "| $body | instructions per byte |"
echo "|---|---:|"
for decoder in "$@"; do
    bytes=$("$program" "$decoder" "$body" 0)
    seven=$(instructions "$decoder" 7)
    two=$(instructions "$decoder" 2)
    echo "$decoder $seven $two $bytes" |
        awk '{ printf "| %s | %.2f |\n", $1, ($2 - $3) / 5 / $4 }'
done
