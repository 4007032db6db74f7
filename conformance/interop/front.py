"""Stands before an emulator, passes requests on, and remembers for which role each key was issued.

Two calls for a key of a role bring two keys, so they are compared by what they were issued for. It also answers for
what the emulator has not: a credentials URI and the sign-in of CloudSSO.
"""

import contextlib
import json
import socket
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

METADATA = "/latest/"
ROLE_KEYS = "/latest/meta-data/ram/security-credentials/"
TOKEN = "/latest/api/token"


def in_an_hour():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))


def key(name):
    secret = {"AccessKeySecret": f"{name}-secret", "SecurityToken": f"{name}-token"}
    return {"AccessKeyId": f"{name}-id", **secret, "Expiration": in_an_hour()}


OWN = {
    "/key": lambda: {"Code": "Success", **key("uri")},
    "/key-without-code": lambda: key("uri"),
    "/cloud-credentials": lambda: {"CloudCredential": key("fetched"), "RequestId": "1"},
}


class Handler(BaseHTTPRequestHandler):
    def handle_any(self):
        server, path = self.server, self.path.split("?")[0]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if path in OWN:
            self.reply(200, {"Content-Type": "application/json"}, json.dumps(OWN[path]()).encode())
        elif path == TOKEN and not server.has_tokens:
            self.reply(404, {}, b"")
        else:
            to = server.metadata if path.startswith(METADATA) else server.sts
            request = urllib.request.Request(to + self.path, body or None, dict(self.headers), method=self.command)
            try:
                response = server.opener.open(request, timeout=10)
            except urllib.error.HTTPError as error:
                response = error
            with response:
                answer = response.read()
                server.remember(path, answer)
                self.reply(response.status, {"Content-Type": response.headers["Content-Type"] or "text/plain"}, answer)

    do_GET = do_POST = do_PUT = handle_any

    def reply(self, status, headers, body):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Front(ThreadingHTTPServer):
    """One of these serves metadata of version 2, or without tokens of version 1."""

    daemon_threads = True

    def __init__(self, sts, metadata, roles, has_tokens):
        super().__init__(("127.0.0.1", 0), Handler)
        self.sts, self.metadata, self.roles, self.has_tokens = sts, metadata, roles, has_tokens
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self.url = f"http://127.0.0.1:{self.server_port}"

    def remember(self, path, answer):
        """Of an answer with a key, keeps the role and, of STS, the session."""
        try:
            document = json.loads(answer)
            if "AssumedRoleUser" in document:
                role = document["AssumedRoleUser"]["Arn"].split(":role/")[1]
                self.roles[document["Credentials"]["AccessKeyId"]] = role
            elif path.startswith(ROLE_KEYS):
                self.roles[document["AccessKeyId"]] = path[len(ROLE_KEYS) :]
        except (ValueError, TypeError, KeyError):
            pass


@contextlib.contextmanager
def fronts(sts, metadata):
    """The URLs by what there is: version 2 of the metadata, version 1, or none. And the roles that keys are for."""
    roles = {}
    servers = {name: Front(sts, metadata, roles, name == "v2") for name in ("v1", "v2")}
    for server in servers.values():
        threading.Thread(target=server.serve_forever, daemon=True).start()
    with socket.socket() as closed:
        # Bound and never listening: connections are refused for as long as it lives.
        closed.bind(("127.0.0.1", 0))
        urls = {name: server.url for name, server in servers.items()}
        yield {**urls, None: f"http://127.0.0.1:{closed.getsockname()[1]}"}, roles
    for server in servers.values():
        server.shutdown()
