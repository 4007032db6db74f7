#!/bin/sh
# Puts load on the emulator, and prints what it did, as Markdown tables:
#
#   a  the built-in catalogue, pages of the default size; beside it a bare hyper that sends the same bytes
#   b  100,000 images, pages of 100
#   c  the same, with a pattern of names of its own in every request
#   d  how soon it answers after its start, and its memory then
#
#   [BEFORE=program] benches/emulator.sh [a] [b] [c] [d]
#
# BEFORE is the program of an older build, which then takes turns with the one of this tree. These can be set: ROUNDS,
# REQUESTS (of a round of a), MANY_REQUESTS (of a round of b and c), SLOW_REQUESTS (as many of those as BEFORE gets),
# IMAGES. The machine should have nothing else to do; where it has, read the ratios, and rather those of the CPU time
# of the servers than those of the rates.
set -eu

cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- a b c d
BEFORE=${BEFORE:-}
ROUNDS=${ROUNDS:-5}
REQUESTS=${REQUESTS:-100000}
MANY_REQUESTS=${MANY_REQUESTS:-20000}
SLOW_REQUESTS=${SLOW_REQUESTS:-300}
IMAGES=${IMAGES:-100000}

cargo build --quiet --release -p aliyun-ecs-emulator --features command
cargo build --quiet --release -p benches --bin emulator_load --bin hyper_bare
programs=${CARGO_TARGET_DIR:-target}/release
now=$programs/aliyun-ecs-emulator
load=$programs/emulator_load
[ -n "$BEFORE" ] || echo "LEFT OUT: emulator.sh: the build before: BEFORE does not name its program" >&2

folder=$(mktemp -d)
running=
end_servers() {
    for pid in $running; do kill "$pid" 2>/dev/null || true; done
    for pid in $running; do wait "$pid" 2>/dev/null || true; done
    running=
    servers=
}
trap 'end_servers; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM

start() { # name, program, arguments..: adds to $servers
    name=$1
    shift
    # Emptied before the wait for it: there may be one of an earlier server of this name.
    : >"$folder/$name"
    EMULATOR_ACCESS_KEYS=bench-id:bench-secret "$@" >"$folder/$name" &
    pid=$!
    running="$running $pid"
    until [ -s "$folder/$name" ]; do
        kill -0 "$pid" 2>/dev/null || { echo "FAILED: emulator.sh: $name did not start" >&2; exit 1; }
        sleep 0.05
    done
    url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$folder/$name")
    servers="$servers $name=$url --pid $pid"
}

emulators() { # flags..: this tree's and, where there is one, the one before
    servers=
    start now "$now" --listen 127.0.0.1:0 --nonce-capacity 20000000 "$@"
    now_url=$url
    [ -z "$BEFORE" ] || start before "$BEFORE" --listen 127.0.0.1:0 --nonce-capacity 20000000 "$@"
}

catalogue() { # writes it once
    [ -s "$folder/images.json" ] || "$load" --write-catalogue "$folder/images.json" "$IMAGES"
}

many() { # flags..
    catalogue
    emulators --catalogue "$folder/images.json"
    # One round is not told: the first requests find nothing warm. Its patterns are its own, too.
    # shellcheck disable=SC2086
    "$load" --first 1000000 --connections 16 --requests 200 --rounds 1 --page-size 100 "$@" $servers >"$folder/warm"
    # shellcheck disable=SC2086
    "$load" --connections 16 --requests "$MANY_REQUESTS" --limit "$MANY_REQUESTS" --limit "$SLOW_REQUESTS" \
        --rounds "$ROUNDS" --page-size 100 "$@" $servers
    end_servers
}

time_start() { # name, program, flags..
    name=$1
    shift
    printf '| %s | ' "$name"
    figures=$("$load" --starts 5 -- "$@" --listen 127.0.0.1:0 --nonce-capacity 20000000)
    echo "$figures |" | sed 's/ ms, / | /; s/ MiB//'
}

for part in "$@"; do
    case $part in
        a)
            echo "## a: the built-in catalogue, pages of the default size, 64 connections"
            emulators
            start hyper "$programs/hyper_bare" "$now_url"
            # shellcheck disable=SC2086
            "$load" --connections 64 --requests 5000 --rounds 1 $servers >"$folder/warm"
            # shellcheck disable=SC2086
            "$load" --connections 64 --requests "$REQUESTS" --rounds "$ROUNDS" $servers
            end_servers
            ;;
        b)
            echo "## b: $IMAGES images, pages of 100, 16 connections"
            many --pages $(((IMAGES + 99) / 100))
            ;;
        c)
            echo "## c: the same, a pattern of names of its own in every request"
            # From ten thousand images fit to one; ten, most of the time.
            many --name 'bench-image-*{}'
            ;;
        d)
            echo "## d: from the start to the first answer; memory then"
            echo
            echo "| server | ms | MiB |"
            echo "|---|---:|---:|"
            catalogue
            time_start "now, built-in" "$now"
            time_start "now, $IMAGES images in a file" "$now" --catalogue "$folder/images.json"
            if "$now" --help | grep -q -- '--images '; then
                time_start "now, --images $IMAGES" "$now" --images "$IMAGES"
            else
                echo "LEFT OUT: emulator.sh: --images: this build does not have it" >&2
            fi
            [ -z "$BEFORE" ] || {
                time_start "before, built-in" "$BEFORE"
                time_start "before, $IMAGES images in a file" "$BEFORE" --catalogue "$folder/images.json"
            }
            ;;
        *) echo "FAILED: emulator.sh: there is no part $part" >&2; exit 1 ;;
    esac
    echo
done
