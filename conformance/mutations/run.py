#!/usr/bin/env python3
"""Applies each patch of this folder to a copy of the workspace and holds the tests against it.

    conformance/mutations/run.py            every patch
    conformance/mutations/run.py NAME…      those whose name contains one of the words
    conformance/mutations/run.py --new      those that have no result yet, or changed since

The copy and its build stay in the target directory, so that a patch costs an incremental build.
What each patch turned red goes to results.json as soon as it is known, a summary to results.txt.
Fails if a patch turned nothing red, does not apply or does not build.
"""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "mutations"
TREE = TARGET / "tree"
RESULTS = HERE / "results.json"
PARTS = ["Cargo.toml", "Cargo.lock", "clippy.toml", "rustfmt.toml", "README.md",
         "crates", "conformance", "benches", "docs"]
# What may notice a fault that the cases do not. A patch can name other files on a line "Run: ".
PROPERTIES = [
    "conformance/tests/rules_oracle/main.rs",
    "conformance/tests/revisions.rs",
    "conformance/tests/open_enums.rs",
]
LEFT_OUT = ("target", "fuzz", "soak", "__pycache__")
# More than any run takes, its build included; a fault may loop for ever.
SECONDS = 600


def main(words):
    only_new = "--new" in words
    words = [word for word in words if not word.startswith("--")]
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    patches = sorted(HERE.glob("*.patch"))
    names = {patch.stem for patch in patches}
    results = {name: result for name, result in results.items() if name in names}
    chosen = [
        patch for patch in patches
        if (not words or any(word in patch.stem for word in words))
        and not (only_new and is_done(patch, results.get(patch.stem, {})))
    ]

    sync()
    # What is red without any patch says nothing about one.
    files = {file for patch in chosen for file in header(patch, "Run") or [None, *PROPERTIES]}
    if (failed := build_and_run(files)) != {}:
        sys.exit(f"the copy is red without any patch, or does not build: {failed}")
    for patch in chosen:
        if not patch.exists():
            continue
        started = time.monotonic()
        results[patch.stem] = result = judge(patch)
        RESULTS.write_text(json.dumps(results, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
        print(f"{line(patch.stem, result)}  [{time.monotonic() - started:.0f} s]", flush=True)
    return summary(results)


def judge(patch):
    """Applies one patch, says what turned red, and takes it back."""
    result = {"patch": digest(patch)}
    # No fuzz: a fault in another place than the one meant would be another fault.
    apply = ["patch", "--quiet", "--fuzz=0", "--no-backup-if-mismatch", "--reject-file=-",
             "--directory", str(TREE), "-p1", "--input", str(patch)]
    if subprocess.run([*apply, "--dry-run"], capture_output=True).returncode:
        return result | {"trouble": "does not apply"}
    subprocess.run(apply, check=True, capture_output=True)
    try:
        red = build_and_run(header(patch, "Run") or [None])
        if red == {} and header(patch, "Run") is None:
            red = build_and_run(PROPERTIES)
        return result | ({"trouble": "does not build"} if red is None else {"red": red})
    finally:
        subprocess.run([*apply, "--reverse"], check=True, capture_output=True)


def is_done(patch, result):
    return result.get("patch") == digest(patch) and bool(result.get("red"))


def build_and_run(files):
    """Runs test files (None is the cases) and returns what is red and how, or None if nothing was
    built."""
    red = {}
    for file in files:
        package, test = ("conformance", "cases") if file is None else target(file)
        command = ["cargo", "test", "--no-fail-fast", "-p", package, "--test", test]
        environment = os.environ | {
            "CARGO_TARGET_DIR": str(TARGET), "CARGO_TERM_COLOR": "never", "CARGO_INCREMENTAL": "1",
            "CARGO_PROFILE_DEV_DEBUG": "0", "CARGO_PROFILE_TEST_DEBUG": "0",
            "RUST_BACKTRACE": "0",
        }
        environment.pop("CONFORMANCE_SUBJECT", None)
        if run([*command, "--no-run"], environment)[0] != 0:
            return None
        status, said = run(command, environment)
        found = re.findall(r"^test (\S+) +\.\.\. FAILED", said, re.M)
        if status != 0 and not found:
            found = ["(all)"]  # broke down, or took too long
        for name in found:
            if file is None:
                # The first line is the title of the case, the second says what is wrong.
                how = re.search(rf"^---- {re.escape(name)} ----\n.*\n(.*)", said, re.M)
                red[name] = how.group(1).strip()[:160] if how else ""
            else:
                red[f"{file}::{name}"] = ""
    return red


def run(command, environment):
    """Runs a command in the copy and returns its status and what it said."""
    with open(TARGET / "log", "w+") as log:
        process = subprocess.Popen(command, cwd=TREE, env=environment, stdout=log,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        try:
            status = process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            # With its children: a test that loops for ever is one of them.
            os.killpg(process.pid, signal.SIGKILL)
            status = process.wait()
        log.seek(0)
        return status, log.read()


def target(file):
    """Returns the package and the name of a test file."""
    path = Path(file)
    folder = next(parent for parent in path.parents if (ROOT / parent / "Cargo.toml").exists())
    manifest = (ROOT / folder / "Cargo.toml").read_text()
    package = re.search(r'^name = "(.+)"', manifest, re.M).group(1)
    return package, path.parent.name if path.name == "main.rs" else path.stem


def sync():
    """Makes the copy equal to the workspace, touching only files that differ."""
    wanted = set()
    for part in PARTS:
        for file in walk(ROOT / part):
            copy = TREE / file.relative_to(ROOT)
            wanted.add(copy)
            if not copy.exists() or copy.read_bytes() != file.read_bytes():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)
    for folder, _, names in list(os.walk(TREE)):
        for file in (Path(folder) / name for name in names):
            if file not in wanted:
                file.unlink()


def walk(place):
    """Yields the files of a folder but what builds and fuzzers write, and a slow binary."""
    if place.is_file():
        yield place
        return
    for folder, folders, names in os.walk(place):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        for name in names:
            yield Path(folder) / name


def digest(patch):
    """Tells changes apart that need another run: those below the words at the top."""
    text = patch.read_text()
    return hashlib.sha256(text[text.index("\n--- "):].encode()).hexdigest()[:16]


def header(patch, name):
    """Returns the words of a line "Name: …" above the patch, or None."""
    text = patch.read_text().split("\n--- ", 1)[0]
    found = re.search(rf"^{name}: (.+)$", text, re.M)
    return found and found.group(1).split()


def line(name, result):
    if "trouble" in result:
        return f"{result['trouble'].upper():<15} {name}"
    red = result["red"]
    if not red:
        return f"{'SURVIVED':<15} {name}"
    more = f" and {len(red) - 1} more" if len(red) > 1 else ""
    return f"{'caught':<15} {name}: {min(red)}{more}"


def summary(results):
    lines = [line(name, result) for name, result in sorted(results.items())]
    caught = sum(bool(result.get("red")) for result in results.values())
    survived = sum(result.get("red") == {} for result in results.values())
    trouble = len(results) - caught - survived
    lines.append(f"{caught} caught, {survived} survived, {trouble} to be renewed")
    (HERE / "results.txt").write_text("\n".join(lines) + "\n")
    print(lines[-1])
    return 0 if caught and caught == len(list(HERE.glob("*.patch"))) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
