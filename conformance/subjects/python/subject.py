#!/usr/bin/env python3
"""A subject for the conformance suite, written against its README with Python's standard library.

It signs (signature version 1.0 and ACS3), verifies (1.0), decodes pages, tells errors from pages,
in JSON and XML, and lists by plain pages, which is wrong where the cases say so. It knows no rules and explains no mismatch, so it leaves `check`, `encode`
and `explain` out, and it says so where its parsers cannot tell what a case asks for. Run it with:

    CONFORMANCE_SUBJECT="python3 conformance/subjects/python/subject.py" cargo test -p conformance
"""

import base64
import json
import sys

sys.dont_write_bytecode = True  # leave nothing behind in the repository

import acs3  # noqa: E402
import bodies  # noqa: E402
import listing  # noqa: E402
import signing  # noqa: E402


def sign(given):
    return signing.stages(given)


def verify(given):
    valid = signing.verify(
        given["method"], given["params"], given["access_key_secret"], given["signature"]
    )
    return {"valid": valid}


def decode(given):
    body = base64.b64decode(given["body"])
    try:
        return {"decoded": {"page": bodies.page(body)}}
    except bodies.Refused as refused:
        return {"refused": refused.told()}


def error(given):
    body = base64.b64decode(given["body"])
    status = given["status"]
    if 200 <= status < 300:
        try:
            return {"page": bodies.page(body)}
        except bodies.Refused as refused:
            if refused.kind != "not-a-page":
                return "not_understood"
    try:
        members = bodies.error(body)
    except bodies.Refused:
        return "not_understood"
    # What a code means is not this program's business: `Kind` stays out.
    return {"service_error": {"HttpStatus": status, **members}}


AREAS = {
    "sign": sign,
    "verify": verify,
    "sign-acs3": acs3.stages,
    "decode": decode,
    "error": error,
    "listing": listing.following,
}


def main():
    for line in sys.stdin:
        question = json.loads(line)
        answer = {"id": question["id"]}
        area = AREAS.get(question["area"])
        try:
            if area is None:
                raise bodies.Unsupported(f"nothing here for the area {question['area']}")
            answer["output"] = area(question["input"])
        except bodies.Unsupported as why:
            answer["unsupported"] = str(why)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
