#!/bin/sh
# Adds what `run.sh` found to the corpora and keeps the fewest, shortest inputs that reach as much.
#
#   crates/wire/fuzz/minimise.sh
set -eu

cd "$(dirname "$0")"
for target in page_json page_xml error_body differential round_trip reflection request cli_config ini_file process_output; do
    mkdir -p "found/$target"
    length=1024
    [ "$target" != round_trip ] || length=128
    [ "$target" != reflection ] || length=256
    cargo fuzz build --sanitizer none "$target" 2>/dev/null
    merged=$(mktemp -d)
    cargo fuzz run --sanitizer none "$target" "$merged" "found/$target" "corpus/$target" -- \
        -set_cover_merge=1 -use_counters=0 -max_len="$length" >/dev/null 2>&1
    rm -r "corpus/$target"
    mv "$merged" "corpus/$target"
    chmod 755 "corpus/$target"
    echo "$target: $(find "corpus/$target" -type f | wc -l) inputs"
done
