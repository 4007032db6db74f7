"""Prints the keys that the official credentials package chooses, one line of JSON each.

    {"provider": "default/env", "access_key_id": "…", "error": null}

Standard input is a list of {"env": {…}, "sts": URL, "metadata": URL}. The package reads the environment when it is
imported, so each is a process of its own; what the package depends on is imported only once, before.

Requests for STS go to `sts` and requests for the metadata of an instance to `metadata`, unchanged but for scheme and
authority: the package has no way to be pointed there. Requests to this machine go where they say, and no others are
sent.
"""

import json
import logging
import os
import re
import sys
from urllib.parse import urlsplit, urlunsplit

import apscheduler.schedulers.background  # noqa: F401
import requests
import Tea.core  # noqa: F401

STS = re.compile(r"sts(-vpc)?(\.[a-z0-9-]+)?\.aliyuncs\.com")


def redirect(sts, metadata):
    send = requests.Session.send

    def redirected(session, prepared, **options):
        url = urlsplit(prepared.url)
        if url.hostname == "100.100.100.200":
            to = urlsplit(metadata)
        elif STS.fullmatch(url.hostname):
            to = urlsplit(sts)
        elif url.hostname == "127.0.0.1":
            to = url
        else:
            raise OSError(f"{url.hostname} is not asked")
        prepared.url = urlunsplit(url._replace(scheme=to.scheme, netloc=to.netloc))
        return send(session, prepared, **options)

    requests.Session.send = redirected


def chosen():
    from alibabacloud_credentials.provider import DefaultCredentialsProvider

    logging.disable(logging.CRITICAL)
    try:
        key = DefaultCredentialsProvider().get_credentials()
    except Exception as error:
        return {"provider": None, "access_key_id": None, "error": str(error)}
    return {"provider": key.get_provider_name(), "access_key_id": key.get_access_key_id(), "error": None}


def in_process_of_its_own(case):
    child = os.fork()
    if child == 0:
        os.environ.clear()
        os.environ.update(case["env"])
        redirect(case["sts"], case["metadata"])
        print(json.dumps(chosen()), flush=True)
        # Without waiting for what the package leaves running.
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status != 0:
        sys.exit(f"a process ended with status {status}")


if __name__ == "__main__":
    for one in json.load(sys.stdin):
        in_process_of_its_own(one)
