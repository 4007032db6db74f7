#!/bin/sh
# Prints what each rule of the fast readers costs, as a Markdown table: instructions per byte with
# the rule and without it.
#
#   benches/strictness.sh [rule..]
#
# A rule is taken out by a patch of `benches/strictness`, in a copy of the crate, and never here.
# A patch that no longer fits is an error: make it anew. Some of them are wrong on purpose and
# need unsafe code, so lints are capped in the copy.
set -eu

cd "$(dirname "$0")/.."
if ! command -v valgrind >/dev/null; then
    echo "strictness.sh needs valgrind, which is not installed (Debian: apt-get install valgrind)" >&2
    exit 1
fi
if [ $# -eq 0 ]; then
    for file in benches/strictness/*.patch; do
        set -- "$@" "$(basename "$file" .patch)"
    done
fi

target=${CARGO_TARGET_DIR:-$PWD/target}
cargo build --quiet --release -p benches --bin write_bodies
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir "$copy/crates" "$copy/bodies"
for format in json xml; do
    "$target/release/write_bodies" "$format-100-minimal-compact" 8 "$copy/bodies"
done
sed 's|^members = .*|members = ["crates/model", "crates/rpc-wire", "crates/wire"]|; /^exclude/d' Cargo.toml >"$copy/Cargo.toml"
cp Cargo.lock README.md "$copy"

# Builds the copy with a patch, or with none, and prints instructions per byte.
measure() { # format, patch
    rm -rf "$copy/crates"
    mkdir "$copy/crates"
    cp -r crates/model crates/rpc-wire crates/wire "$copy/crates"
    mkdir "$copy/crates/wire/src/bin"
    cp benches/strictness/decode_files.rs "$copy/crates/wire/src/bin"
    [ -z "${2:-}" ] || patch --quiet --directory="$copy" --strip=1 <"$2"
    (cd "$copy" && RUSTFLAGS="--cap-lints=allow" CARGO_TARGET_DIR="$target/strictness" \
        cargo build --quiet --release -p aliyun-ecs-wire --bin decode_files)
    bytes=$(cat "$copy/bodies/$1"-* | wc -c)
    seven=$(instructions 7 "$copy/bodies/$1"-*)
    two=$(instructions 2 "$copy/bodies/$1"-*)
    echo "$seven $two $bytes" | awk '{ printf "%.3f", ($1 - $2) / 5 / $3 }'
}

# Prints the instructions of a whole run.
instructions() { # times, files
    valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        "$target/strictness/release/decode_files" "$@" 2>&1 >/dev/null |
        awk '/Collected :/ { print $4 }'
}

json=$(measure json)
xml=$(measure xml)
echo "| rule | instructions per byte with | without | the rule costs |"
echo "|---|---:|---:|---:|"
for rule in "$@"; do
    format=${rule%%-*}
    if [ "$format" = json ]; then with=$json; else with=$xml; fi
    without=$(measure "$format" "benches/strictness/$rule.patch")
    echo "$rule $with $without" |
        awk '{ printf "| %s | %.2f | %.2f | %.2f (%.1f %%) |\n", $1, $2, $3, $2 - $3, 100 * ($2 - $3) / $2 }'
done
