"""One public answer, ready to be sent: whole, compressed, or as the word that it has not changed."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import brotli
import zstandard

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]

# In order of preference where a client likes several as well.
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "zstd": lambda body: zstandard.compress(body, 9),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}
COMPRESSED_FROM = 400
"""Bytes: below that the header costs more than is saved."""
TEXTUAL = ("text/", "application/json", "application/problem+json", "application/xml", "application/atom+xml",
           "application/feed+json", "application/ld+json", "application/javascript", "image/svg+xml")  # fmt: skip
# Of the request that happened to be the first, not of the answer.
ITS_OWN = ("x-request-id", "date", "server-timing", "retry-after", "content-length", "connection")
VALIDATORS = (
    "etag",
    "cache-control",
    "vary",
    "content-location",
    "expires",
    "last-modified",
    "x-accel-expires",
)
ALIKE = {"cookie", "accept-encoding"}
"""What a kept answer may vary by: both are looked at before it is given."""
OK = f"{HTTPStatus.OK.value} {HTTPStatus.OK.phrase}"
NOT_MODIFIED = f"{HTTPStatus.NOT_MODIFIED.value} {HTTPStatus.NOT_MODIFIED.phrase}"


def may_be_kept(status: str, headers: Headers) -> bool:
    """Whether an answer says of itself that it is everybody's."""
    told = {name.lower(): value.lower() for name, value in headers}
    cached = {part.strip() for part in told.get("cache-control", "").split(",")}
    varies = {part.strip() for part in told.get("vary", "").split(",") if part.strip()}
    return (
        status.startswith("200 ")
        and "public" in cached
        and not cached & {"private", "no-store", "no-cache"}
        and "set-cookie" not in told
        and "content-encoding" not in told
        and "'nonce-" not in told.get("content-security-policy", "")
        and "etag" in told
        and varies <= ALIKE
    )


@lru_cache(maxsize=256)
def codings_for(accepted: str) -> tuple[str, ...]:
    """The codings that an Accept-Encoding header allows, the best first. Not the identity, which always is."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _semicolon, rest = part.strip().partition(";")
        weights[name.strip()] = _weight(rest)
    anything = weights.get("*", 0.0)
    found = {name: weights.get(name, anything) for name in CODINGS}
    return tuple(sorted((name for name in CODINGS if found[name] > 0), key=lambda name: -found[name]))


def _weight(parameters: str) -> float:
    name, _equals, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _bare(tag: str) -> str:
    return tag.strip().removeprefix("W/").strip('"')


class Kept:
    """A public answer and what it depends on: `marks` are those of Epochs."""

    __slots__ = ("body", "coded", "etag", "headers", "marks", "same")

    def __init__(self, headers: Headers, body: bytes, marks: Any = None) -> None:
        told = [(name, value) for name, value in headers if name.lower() not in ITS_OWN]
        told = [(name, value) for name, value in told if not name.lower().startswith("ratelimit")]
        self.etag = _bare(next(value for name, value in told if name.lower() == "etag"))
        self.headers = [(name, value) for name, value in told if name.lower() not in ("etag", "vary")]
        self.headers.append(("Vary", "Accept-Encoding, Cookie"))
        self.same = [pair for pair in self.headers if pair[0].lower() in VALIDATORS]
        self.body, self.marks = body, marks
        self.coded: dict[str, tuple[Headers, bytes]] = {"": self._with(body, "")}

    @property
    def is_text(self) -> bool:
        kind = next((value for name, value in self.headers if name.lower() == "content-type"), "")
        return kind.lower().startswith(TEXTUAL)

    @property
    def weight(self) -> int:
        """Bytes in memory, what compressing will add to them included."""
        return 2 * len(self.body) + 4096

    def _with(self, body: bytes, coding: str) -> tuple[Headers, bytes]:
        headers = [*self.headers, ("Content-Length", str(len(body)))]
        # Other bytes are another representation (RFC 9110, 8.8.3).
        headers.append(("ETag", f'"{self.etag}-{coding}"' if coding else f'"{self.etag}"'))
        if coding:
            headers.append(("Content-Encoding", coding))
        return headers, body

    def form(self, accepted: str) -> tuple[Headers, bytes]:
        """Headers and body as a client that accepts these codings gets them. Compressed once."""
        for coding in codings_for(accepted) if accepted else ():
            found = self.coded.get(coding)
            if found is None:
                worth = len(self.body) >= COMPRESSED_FROM and self.is_text
                found = self._with(CODINGS[coding](self.body), coding) if worth else self.coded[""]
                self.coded[coding] = found
            return found
        return self.coded[""]

    def has(self, asked: str) -> str:
        """The tag in an If-None-Match header that still names this answer, in whatever coding; else ''."""
        for tag in asked.split(","):
            bare = _bare(tag)
            if bare == "*" or bare == self.etag:
                return self.etag
            base, _dash, coding = bare.rpartition("-")
            if base == self.etag and coding in CODINGS:
                return bare
        return ""

    def answer(
        self, start_response: StartResponse, method: str, asked: str, accepted: str
    ) -> Iterable[bytes]:
        known = self.has(asked) if asked else ""
        if known:
            start_response(NOT_MODIFIED, [*self.same, ("ETag", f'"{known}"')])
            return []
        headers, body = self.form(accepted)
        # A server may change the list that it is given.
        start_response(OK, headers[:])
        return [] if method == "HEAD" else [body]
