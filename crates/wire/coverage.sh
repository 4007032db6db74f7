#!/usr/bin/env bash
# Prints the line coverage of each file of this crate and of aliyun-rpc-wire, over their unit and
# integration tests (the corpora of the fuzz targets among them), and the lines that nothing reached.
#
#   crates/wire/coverage.sh
#
# Needs llvm-profdata and llvm-cov of the compiler's own LLVM: those of rustup's llvm-tools, or
# Debian's, such as llvm-profdata-22. cargo-llvm-cov is not needed.
set -euo pipefail

cd "$(dirname "$0")/../.."
major=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')

tool() { # name
    local found
    for found in "$(rustc --print sysroot)"/lib/rustlib/*/bin/"$1" "$(command -v "$1-$major" || true)"; do
        [ ! -x "$found" ] || { echo "$found" && return; }
    done
    echo "coverage.sh needs $1 of LLVM $major: rustup component add llvm-tools, or apt-get install llvm-$major" >&2
    exit 1
}
profdata=$(tool llvm-profdata)
cov=$(tool llvm-cov)

target=${CARGO_TARGET_DIR:-$PWD/target}/coverage
mkdir -p "$target"
rm -f "$target"/*.profraw
export CARGO_TARGET_DIR=$target LLVM_PROFILE_FILE="$target/%p-%m.profraw" RUSTFLAGS=-Cinstrument-coverage
# Build scripts and macros are instrumented, too, and are not asked for.
cargo test --quiet --locked -p aliyun-rpc-wire -p aliyun-ecs-wire --lib --tests --no-run
rm -f "$target"/*.profraw
cargo test --quiet --locked -p aliyun-rpc-wire -p aliyun-ecs-wire --lib --tests >&2
"$profdata" merge -sparse "$target"/*.profraw -o "$target/merged.profdata"

objects=()
while read -r program; do
    objects+=(--object "$program")
done < <(cargo test --locked -p aliyun-rpc-wire -p aliyun-ecs-wire --lib --tests --no-run --message-format=json 2>/dev/null |
    sed -n 's/.*"executable":"\([^"]*\)".*/\1/p')

# Tests within the files count neither as covered nor as code.
"$cov" export "${objects[@]:1}" --instr-profile="$target/merged.profdata" --format=lcov \
    --sources crates/rpc-wire/src crates/wire/src |
    awk -v root="$PWD/" '
        /^SF:/ { file = substr($0, 4); sub(root, "", file); end = 0; line = 0
            while ((getline text < file) > 0) {
                line++
                if (text ~ /^#\[cfg\(test\)\]/) { getline text < file; line++; if (text !~ /;$/) { end = line - 1; break } }
            }
            close(file)
            skip = file ~ /(tests|properties|suite|generate)\.rs$/
        }
        /^DA:/ && !skip {
            split(substr($0, 4), part, ",")
            if (end && part[1] >= end) next
            lines[file]++
            if (part[2] > 0) hit[file]++
            else missed[file] = missed[file] " " part[1]
        }
        END {
            print "| file | lines | covered | % | not covered |"
            print "|---|---:|---:|---:|---|"
            for (file in lines) {
                row = sprintf("| %s | %d | %d | %.1f |%s |", file, lines[file], hit[file], 100 * hit[file] / lines[file], missed[file])
                print row | "sort"
                all += lines[file]; reached += hit[file]
            }
            close("sort")
            printf "| total | %d | %d | %.1f | |\n", all, reached, 100 * reached / all
        }'
