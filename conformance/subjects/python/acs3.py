"""ACS3-HMAC-SHA256, stage by stage."""

import hashlib
import hmac
from itertools import groupby

from signing import encode

ALGORITHM = "ACS3-HMAC-SHA256"


def stages(given):
    lines, names = canonical_headers(given["headers"])
    request = "\n".join(
        [
            given["method"],
            given["path"],
            canonical_query(given["params"]),
            lines,
            names,
            given["hashed_payload"],
        ]
    )
    text = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    secret = given["access_key_secret"].encode()
    signature = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    credential = given["access_key_id"]
    return {
        "canonical_request": request,
        "string_to_sign": text,
        "signature": signature,
        "authorization": f"{ALGORITHM} Credential={credential},SignedHeaders={names},"
        f"Signature={signature}",
    }


def canonical_query(params):
    pairs = sorted((name, value) for name, value in params)
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in pairs)


def canonical_headers(headers):
    """Returns the lines, each with its line feed, and the names."""
    given = sorted((name.lower(), value.strip()) for name, value in headers)
    lines, names = "", []
    for name, same in groupby(given, key=lambda header: header[0]):
        lines += f"{name}:{','.join(value for _, value in same)}\n"
        names.append(name)
    return lines, ";".join(names)
