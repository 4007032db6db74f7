"""The chain of credentials against the official package: in which environment which of them chooses which key.

Each configuration of `configurations/` is given to both, each in a home directory of its own:

    env         environment variables
    config      .aliyun/config.json in the home directory
    ini         .alibabacloud/credentials.ini there
    files       other files there; of any, an object is JSON and a list is lines
    metadata    "v2" on an instance, "v1" on one without tokens; absent elsewhere
    difference  why the two differ, where they do

{HOME} and {FRONT} (where /key is a credentials URI), {OIDC_TOKEN}, {ARN} and "{IN_AN_HOUR}" are replaced.

Called by run.sh with the line that the emulator prints when it is ready. Fails if the two differ without a reason, if
a reason is left where they do not, or if the table is not the one that is kept.
"""

import argparse
import base64
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from front import fronts

HERE = pathlib.Path(__file__).parent
SOURCES = ("env", "oidc", "cli", "ini", "metadata", "uri", "order")
MEMBERS = {"env", "config", "ini", "files", "metadata", "difference"}
PATHS = {"config": ".aliyun/config.json", "ini": ".alibabacloud/credentials.ini"}
ARN = "acs:ram::1234567890123456"
BEGIN, END = "<!-- chain.py: from here -->\n", "<!-- chain.py: to here -->\n"

parser = argparse.ArgumentParser()
parser.add_argument("ready", help="the line that the emulator prints")
which = parser.add_mutually_exclusive_group(required=True)
which.add_argument("--ours", help="the program that prints our key, conformance/examples/chosen_key.rs")
which.add_argument("--official-only", action="store_true", help="compare nothing")
document = parser.add_mutually_exclusive_group()
document.add_argument("--errors", action="store_true", help="say why there is no key, which no two runs say alike")
document.add_argument("--table", type=pathlib.Path, help="fail if the table between the marks of this file is another")
ARGS = parser.parse_args()


def oidc_token():
    claims = {"iss": "https://idp", "aud": "interop", "sub": "alice", "exp": int(time.time()) + 600}
    parts = [b'{"alg":"RS256"}', json.dumps(claims).encode(), b"signature"]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def text_of(content):
    if isinstance(content, dict):
        return json.dumps(content)
    return content if isinstance(content, str) else "".join(line + "\n" for line in content)


def set_up(configuration, home, urls):
    """Writes the files, and returns what the two programs are given."""
    values = {"HOME": home, "FRONT": urls["v2"], "OIDC_TOKEN": oidc_token(), "ARN": ARN}

    def filled(text):
        text = text.replace('"{IN_AN_HOUR}"', str(int(time.time()) + 3600))
        for name, value in values.items():
            text = text.replace("{" + name + "}", value)
        return text

    files = {PATHS[name]: configuration[name] for name in PATHS if name in configuration}
    for name, content in {**files, **configuration.get("files", {})}.items():
        path = pathlib.Path(home, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(filled(text_of(content)), encoding="utf-8")
        path.chmod(0o600)
    variables = {name: filled(value) for name, value in configuration.get("env", {}).items()}
    env = {"PATH": os.environ["PATH"], "HOME": home, **variables}
    return {"env": env, "sts": urls["v2"], "metadata": urls[configuration.get("metadata")]}


def official(cases):
    command = [sys.executable, HERE / "chosen_key.py"]
    run = subprocess.run(command, input=json.dumps(cases), capture_output=True, encoding="utf-8", timeout=300)
    if run.returncode != 0:
        sys.exit(run.stderr)
    return [json.loads(line) for line in run.stdout.splitlines()]


def ours(case):
    command = [ARGS.ours, "--sts", case["sts"], "--metadata", case["metadata"]]
    run = subprocess.run(command, env=case["env"], capture_output=True, encoding="utf-8", timeout=60)
    if run.returncode != 0:
        sys.exit(f"{ARGS.ours}: {run.stderr}")
    return json.loads(run.stdout)


def shown(answer, configuration, roles):
    """The provider and the key; of a key that was issued, its role, and the session if the configuration names it."""
    if answer["provider"] is None:
        return "no key" + (f": {answer['error']}" if ARGS.errors else "")
    key = answer["access_key_id"]
    if key in roles:
        role, _, session = roles[key].partition("/")
        key = f"{role}/{session}" if session and session in json.dumps(configuration) else role
        key = f"of role {key}"
    return f"`{answer['provider'].removeprefix('default/')}`, {key}"


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def verdict(reason, answers):
    """What is said of both, and whether that is as it should be."""
    if len(answers) < 2:
        return "", True
    if answers[0] == answers[1]:
        return ("same", True) if reason is None else ("same, **against the reason given**", False)
    return ("**different**", False) if reason is None else (f"different: {reason}", True)


def loaded():
    configurations = {}
    for source in SOURCES:
        file = HERE / "configurations" / f"{source}.json"
        for name, configuration in json.loads(file.read_text(encoding="utf-8")).items():
            if unknown := configuration.keys() - MEMBERS:
                sys.exit(f"{file}: {name}: {unknown}")
            configurations[f"{source}: {name}"] = configuration
    return configurations


def choices(configurations):
    """What each chooses, as it is shown: the official package first."""
    ready = json.loads(ARGS.ready)
    with fronts(ready["url"], ready["metadata_url"]) as (urls, roles), tempfile.TemporaryDirectory() as homes:

        def cases(side):
            for number, configuration in enumerate(configurations.values()):
                home = pathlib.Path(homes, f"{side}-{number}")
                home.mkdir()
                yield set_up(configuration, str(home), urls)

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            first = pool.submit(official, list(cases("official")))
            second = [] if ARGS.official_only else [list(pool.map(ours, cases("ours")))]
            columns = [first.result(), *second]
        rows = zip(configurations.values(), *columns)
        return [[shown(answer, configuration, roles) for answer in answers] for configuration, *answers in rows]


def is_kept(table):
    """Whether the file has this table, once it is written if that is wanted."""
    before, _, rest = ARGS.table.read_text(encoding="utf-8").partition(BEGIN)
    old, _, after = rest.partition(END)
    if "CONFORMANCE_UPDATE" in os.environ:
        ARGS.table.write_text(before + BEGIN + table + END + after, encoding="utf-8")
        return True
    return old == table


def main():
    configurations = loaded()
    lines = ["| configuration | official | ours | |", "|---|---|---|---|"]
    same = wrong = 0
    for (name, configuration), answers in zip(configurations.items(), choices(configurations)):
        said, is_right = verdict(configuration.get("difference"), answers)
        same += said == "same"
        wrong += not is_right
        cells = [name, answers[0], answers[1] if len(answers) > 1 else "", said]
        lines.append("| " + " | ".join(map(cell, cells)) + " |")
    table = "".join(line + "\n" for line in lines)
    print(table)
    print(f"{len(configurations)} configurations, {same} the same, {wrong} failed")
    if ARGS.table and not is_kept(table):
        print(f"FAIL  {ARGS.table} has another table: set CONFORMANCE_UPDATE to write it anew")
        wrong += 1
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
