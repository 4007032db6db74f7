"""Signature version 1.0, stage by stage."""

import base64
import binascii
import hashlib
import hmac
from urllib.parse import quote


def stages(given):
    query = canonical_query(given["params"])
    text = given["string_to_sign"]
    if text is None:
        text = string_to_sign(given["method"], query)
    secret = given["access_key_secret"]
    signature = None if secret is None else sign(text, secret)
    return {"canonical_query": query, "string_to_sign": text, "signature": signature}


def canonical_query(params):
    pairs = [(name, value) for name, value in params if name != "Signature"]
    # Python compares text by code points, which sorts as UTF-8 bytes do.
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in sorted(pairs))


def string_to_sign(method, query):
    return f"{method}&%2F&{encode(query)}"


def sign(text, secret):
    digest = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def verify(method, params, secret, signature):
    right = sign(string_to_sign(method, canonical_query(params)), secret)
    try:
        # Only the canonical base64 text counts, so texts are compared, not bytes.
        return hmac.compare_digest(right.encode(), signature.encode())
    except (binascii.Error, UnicodeError):
        return False


def encode(text):
    return quote(text, safe="-._~")
