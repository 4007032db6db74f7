#!/bin/sh
# Lists all images of a server of pre-rendered bytes in its own process, in several ways, each in a process of its own,
# and prints, as a Markdown table, what it took.
#
#   benches/listing.sh [images..]
#
# The official SDK for Python is one of them where it is installed: conformance/interop/run.sh installs it. Each way
# checks that it has every image, in order, and runs five times; the figures are the medians.
set -eu

cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- 10000 100000

cargo build --quiet --release -p benches --bin listing
program=${CARGO_TARGET_DIR:-target}/release/listing
python=target/interop/venv/bin/python
"$python" -c "import aliyunsdkecs" 2>/dev/null || {
    echo "SKIPPED: listing.sh: the official SDK for Python is not installed (conformance/interop/run.sh)" >&2
    python=
}
folder=$(mktemp -d)
trap 'exec 9>&-; rm -rf "$folder"' EXIT
mkfifo "$folder/input"

run() { # way, address, images
    case $1 in
        python) "$python" benches/listing.py "$2" "$3" ;;
        *) "$program" "$1" "$2" "$3" ;;
    esac
}

echo "| images | way | requests | ms | images/s | client CPU, µs an image | peak memory, MiB | time, hyper = 1 |"
echo "|---:|---|---:|---:|---:|---:|---:|---:|"
for images in "$@"; do
    rm -f "$folder/address"
    "$program" serve "$images" <"$folder/input" >"$folder/address" &
    exec 9>"$folder/input"
    until [ -s "$folder/address" ]; do sleep 0.05; done
    address=$(cat "$folder/address")
    ways="hyper ours loop ${python:+python}"
    : >"$folder/all"
    for turn in 1 2 3 4 5; do
        for way in $ways; do
            run "$way" "$address" "$images" >>"$folder/all"
        done
    done
    exec 9>&-
    wait
    for way in $ways; do
        # The run with the median of the times.
        grep "^$way " "$folder/all" | sort -n -k4 | sed -n 3p
    done >"$folder/medians"
    base=$(awk '$1 == "hyper" { print $4 }' "$folder/medians")
    awk -v base="$base" '{
        printf "| %d | %s | %d | %.0f | %.0f | %.2f | %.1f | %.2f |\n",
            $2, $1, $3, $4 / 1000, $2 * 1e6 / $4, $5 / $2, $6 / 1024, $4 / base
    }' "$folder/medians"
done
