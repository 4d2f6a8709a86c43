"""One request to a receiver, and what came of it. Over the standard library: what is connected to must be ours to say.

Every way in which it can end is an Outcome; nothing is raised for what the other side did. Redirects are answers like
any other: the specification counts them as failures, and following one is how a request gets where it must not.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from plugins.webhooks.places import Forbidden, Place, parse, resolve
from plugins.webhooks.states import Outcome


@dataclass(frozen=True)
class Limits:
    """Seconds and bytes. The specification recommends 15 to 30 seconds for a request."""

    connect: float = 5.0
    """For the look-up, and again for each address that is tried."""
    read: float = 10.0
    """Without a byte from the other side."""
    total: float = 20.0
    answer: int = 16_384
    kept: int = 300
    """Characters of an answer that are kept, for whoever looks for the fault."""


@dataclass(frozen=True)
class Answer:
    """What came of one request."""

    outcome: Outcome
    status: int | None = None
    detail: str = ""
    address: str = ""
    """The one that was connected to."""
    retry_after: float | None = None
    """Seconds that the receiver asks for."""


class _Deadline:
    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds

    def left(self, most: float) -> float:
        """Seconds that one more step may take. Raises TimeoutError when there are none."""
        left = min(self.ends - time.monotonic(), most)
        if left <= 0:
            raise TimeoutError("the whole took too long")
        return left


class _Reader(io.RawIOBase):
    """Each read has the time that is left of the whole, so that an answer byte by byte ends as well."""

    def __init__(self, sock: socket.socket, deadline: _Deadline, read: float) -> None:
        self.sock, self.deadline, self.read_seconds = sock, deadline, read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.sock.settimeout(self.deadline.left(self.read_seconds))
        return self.sock.recv_into(buffer)


class _Line:
    """The part of a socket that http.client uses."""

    def __init__(self, sock: socket.socket, deadline: _Deadline, limits: Limits) -> None:
        self.sock, self.deadline, self.limits = sock, deadline, limits

    def sendall(self, data: bytes) -> None:
        self.sock.settimeout(self.deadline.left(self.limits.read))
        self.sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self.sock, self.deadline, self.limits.read))

    def close(self) -> None:
        """http.client closes before the answer is read. Whoever opened the socket closes it."""


def send(url: str, *, body: bytes, headers: Mapping[str, str], limits: Limits = Limits()) -> Answer:
    """POST once. Never raises for what the place, the network or the receiver does."""
    deadline = _Deadline(limits.total)
    reached = ""
    try:
        place = parse(url)
        sock, reached = _connect(place, deadline, limits)
        with sock:
            return _exchange(place, sock, deadline, limits, body, headers, reached)
    except Forbidden as error:
        return Answer(Outcome.FORBIDDEN, detail=str(error))
    except TimeoutError:
        return Answer(Outcome.TIMEOUT, address=reached)
    except ssl.SSLError as error:
        return Answer(Outcome.TLS, detail=_short(error.reason or str(error), limits), address=reached)
    except (OSError, http.client.HTTPException) as error:
        known = isinstance(error, http.client.HTTPException) and not isinstance(error, ConnectionError)
        outcome = Outcome.GARBLED if known else Outcome.UNREACHABLE
        return Answer(outcome, detail=_short(f"{type(error).__name__}: {error}", limits), address=reached)


def _connect(place: Place, deadline: _Deadline, limits: Limits) -> tuple[socket.socket, str]:
    """A connection to the first checked address that takes one, with TLS for the name."""
    failed: OSError = OSError("no address")
    for address, family in resolve(place, seconds=deadline.left(limits.connect))[:2]:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(deadline.left(limits.connect))
            sock.connect((str(address), place.port))
            if not place.secure:
                return sock, str(address)
            sock.settimeout(deadline.left(limits.connect))
            return ssl.create_default_context().wrap_socket(sock, server_hostname=place.host), str(address)
        except ssl.SSLError:
            sock.close()
            raise
        except OSError as error:
            sock.close()
            failed = error
    raise failed


def _exchange(
    place: Place,
    sock: socket.socket,
    deadline: _Deadline,
    limits: Limits,
    body: bytes,
    headers: Mapping[str, str],
    reached: str,
) -> Answer:
    kind = http.client.HTTPSConnection if place.secure else http.client.HTTPConnection
    connection = kind(place.host, place.port)
    connection.sock = _Line(sock, deadline, limits)
    connection.request("POST", place.target, body=body, headers=dict(headers) | {"connection": "close"})
    answer = connection.getresponse()
    said = answer.read(limits.answer).decode("utf-8", "replace")
    return Answer(
        outcome=outcome_of(answer.status),
        status=answer.status,
        detail="" if 200 <= answer.status < 300 else _short(said, limits),
        address=reached,
        retry_after=_seconds(answer.headers.get("retry-after")),
    )


def outcome_of(status: int) -> Outcome:
    """As the specification reads status codes."""
    if 200 <= status < 300:
        return Outcome.TAKEN
    if 300 <= status < 400:
        return Outcome.REDIRECTED
    if status == http.client.GONE:
        return Outcome.GONE
    return Outcome.BUSY if status in (429, 502, 503, 504) else Outcome.REFUSED


def _seconds(text: str | None) -> float | None:
    """Retry-After: seconds, or a date."""
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError):
        return None


def _short(text: str, limits: Limits) -> str:
    """What is kept of a text of somebody else's: short, on one line, nothing that a database or a screen trips over."""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()[: limits.kept]
