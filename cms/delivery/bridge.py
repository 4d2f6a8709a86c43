"""Between granian and a WSGI application (PEP 3333).

granian's own bridge puts every variable of the process into each request, the secrets among them, writes the message of
an exception into the log, and knows neither proxies nor a server that is about to leave.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any, Protocol

log = logging.getLogger(__name__)
Headers = list[tuple[str, str]]
FIXED = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}
ADDRESSES = 4096
"""Of visitors, for which it is kept whether they are proxies."""


class Line(Protocol):
    """What granian gives us to answer on."""

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...
    def response_iter(self, status: int, headers: Headers, body: Iterator[bytes]) -> None: ...


class Failed(RuntimeError):
    """An answer broke off. Says no more: granian writes it down, and the log has been told already."""


class Pieces:
    """The body of a long answer. One that fails midway ends the connection, so that nobody takes it for whole."""

    def __init__(self, body: Iterable[bytes]) -> None:
        self.body, self.pieces = body, iter(body)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self.pieces)
        except StopIteration:
            raise
        except Exception:
            log.exception("an answer broke off")
        raise Failed

    def close(self) -> None:
        _close(self.body)


class Answer:
    """`start` is the start_response of PEP 3333, without its `write`, which nobody here calls."""

    status, headers = 500, Headers()

    def start(self, status: str, headers: Headers, error: object = None) -> None:
        self.status, self.headers = int(status[:3]), headers


class Bridge:
    """Called by granian for each request. `proxies` are addresses and networks whose word for https is believed."""

    def __init__(self, application: Callable[..., Iterable[bytes]], proxies: Sequence[str]) -> None:
        self.application = application
        networks = [ip_network(each) for each in proxies]
        self.is_proxy = lru_cache(ADDRESSES)(lambda said: any(ip_address(said) in each for each in networks))
        self.leaving = False
        """Whether each answer says that its connection ends with it."""
        self.asked = time.monotonic()
        """When the last request came."""

    def __call__(self, line: Line, environ: dict[str, Any]) -> None:
        self.asked = time.monotonic()
        environ |= FIXED
        if environ.get("HTTP_X_FORWARDED_PROTO") == "https" and self.is_proxy(environ["REMOTE_ADDR"]):
            environ["wsgi.url_scheme"] = "https"
        answer = Answer()
        try:
            body = self.application(environ, answer.start)
        except Exception:
            # Django answers for its own failures: what comes here is a mistake around it.
            log.exception("no answer")
            body = []
        self._send(line, answer, body)

    def _send(self, line: Line, answer: Answer, body: Iterable[bytes]) -> None:
        headers = [*answer.headers, ("Connection", "close")] if self.leaving else answer.headers
        if isinstance(body, list):
            line.response_bytes(answer.status, headers, b"".join(body))
        elif getattr(body, "streaming", True):
            line.response_iter(answer.status, headers, Pieces(body))
        else:
            # A page of Django's is there in full: in one piece it needs no queue, and the thread is free at once.
            try:
                line.response_bytes(answer.status, headers, b"".join(body))
            finally:
                _close(body)


def _close(body: Iterable[bytes]) -> None:
    """As PEP 3333 asks; the answer has gone, so that a failure is only told."""
    try:
        getattr(body, "close", lambda: None)()
    except Exception:
        log.exception("after an answer")
