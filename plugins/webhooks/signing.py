"""Signatures of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, one for each secret that still counts.

Thirty lines that the specification fixes to the byte. Its reference vectors hold both ways (tests/plugins/webhooks).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping

PREFIX, SCHEME = "whsec_", "v1"
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
SECRET_BYTES = 32
"""The specification asks for 24 to 64."""
SHORTEST, LONGEST = 24, 64
TOLERANCE = 300
"""Seconds that the clocks of sender and receiver may be apart: as in the reference libraries."""


class NotVerified(ValueError):
    """A message is not from who knows the secret, or not from now. The message says which."""


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """The key that a `whsec_` secret stands for, also without padding or prefix. Raises ValueError."""
    text = secret.removeprefix(PREFIX).rstrip("=")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("a secret is base64 after whsec_") from error
    if not SHORTEST <= len(key) <= LONGEST:
        raise ValueError(f"a secret has {SHORTEST} to {LONGEST} bytes")
    return key


def sign(secret: str, *, id: str, timestamp: int, body: bytes) -> str:
    """One signature. Raises ValueError for an id that could be taken for more than itself."""
    if "." in id:
        raise ValueError("an id has no full stop: it separates what is signed")
    digest = hmac.new(key_of(secret), f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"{SCHEME},{base64.b64encode(digest).decode()}"


def headers(secrets: Iterable[str], *, id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers. While a secret is being replaced there is a signature of each, the newest first."""
    signed = [sign(secret, id=id, timestamp=timestamp, body=body) for secret in secrets]
    if not signed:
        raise ValueError("nothing goes out unsigned")
    return {ID: id, TIMESTAMP: str(timestamp), SIGNATURE: " ".join(signed)}


def verify(
    secret: str, headers: Mapping[str, str], body: bytes, *, now: float, tolerance: int = TOLERANCE
) -> None:
    """What a receiver does: our tests are one, and so is whoever copies it. Raises NotVerified."""
    given = {name.lower(): value for name, value in headers.items()}
    missing = [name for name in (ID, TIMESTAMP, SIGNATURE) if not given.get(name)]
    if missing:
        raise NotVerified(f"missing: {', '.join(missing)}")
    if not (given[TIMESTAMP].isascii() and given[TIMESTAMP].isdigit()):
        raise NotVerified("the timestamp is not a number of seconds")
    timestamp = int(given[TIMESTAMP])
    if abs(now - timestamp) > tolerance:
        raise NotVerified("the message is not from now")
    expected = sign(secret, id=given[ID], timestamp=timestamp, body=body).encode()
    if not any(hmac.compare_digest(expected, one.encode()) for one in given[SIGNATURE].split(" ")):
        raise NotVerified("no signature is of this secret")
