"""One kept answer: which form of it a client gets, and which answers may be kept at all."""

from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard

from cms.delivery.store.kept import Kept, codings_for, may_be_kept
from cms.delivery.store.memory import Memory, Shelf

PUBLIC = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "public, max-age=0"),
    ("Vary", "Cookie"),
    ("ETag", '"abc"'),
    ("X-Request-ID", "of-the-first"),
    ("RateLimit-Remaining", "9"),
]
BODY = "党务公开".encode() * 500
UNPACK = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}


def told(kept: Kept, *, method: str = "GET", asked: str = "", accepted: str = "") -> tuple[str, dict, bytes]:
    said = []
    body = kept.answer(lambda *words: said.extend(words), method, asked, accepted)
    return said[0], dict(said[1]), b"".join(body)


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", ()),
        ("gzip, deflate, br, zstd", ("br", "zstd", "gzip")),
        ("gzip", ("gzip",)),
        ("gzip;q=1.0, br;q=0.5", ("gzip", "br")),
        ("br;q=0, *", ("zstd", "gzip")),
        ("BR ; Q=0.8", ("br",)),
        ("identity, *;q=0", ()),
        ("gzip;q=nonsense", ()),
        (",,;;q", ()),
    ],
)
def test_the_best_coding_that_is_accepted(accepted, chosen):
    assert codings_for(accepted) == chosen


@pytest.mark.parametrize("coding", ["br", "gzip", "zstd"])
def test_compressed_is_the_same_text_under_a_tag_of_its_own(coding):
    status, headers, body = told(Kept(PUBLIC, BODY), accepted=coding)
    assert (status, headers["Content-Encoding"], headers["ETag"]) == ("200 OK", coding, f'"abc-{coding}"')
    assert UNPACK[coding](body) == BODY
    assert int(headers["Content-Length"]) == len(body) < len(BODY)
    assert headers["Vary"] == "Accept-Encoding, Cookie"


def test_what_is_short_or_no_text_is_sent_as_it_is():
    assert "Content-Encoding" not in told(Kept(PUBLIC, b"short"), accepted="br")[1]
    picture = [("Content-Type", "image/png"), *PUBLIC[1:]]
    assert "Content-Encoding" not in told(Kept(picture, BODY), accepted="br")[1]


def test_nothing_of_the_first_request_goes_to_the_next():
    headers = told(Kept(PUBLIC, BODY))[1]
    assert {"X-Request-ID", "RateLimit-Remaining"} & set(headers) == set()


@pytest.mark.parametrize("asked", ['"abc"', 'W/"abc"', '"other", "abc-br"', "*"])
def test_what_a_client_has_is_not_sent_again(asked):
    status, headers, body = told(Kept(PUBLIC, BODY), asked=asked)
    assert (status, body) == ("304 Not Modified", b"")
    assert {"ETag", "Cache-Control", "Vary"} <= set(headers)
    assert not {"Content-Length", "Content-Type"} & set(headers)


@pytest.mark.parametrize("asked", ['"abcd"', '"abc-xx"', "", "abc-", '"-br"'])
def test_what_it_has_not_is(asked):
    assert told(Kept(PUBLIC, BODY), asked=asked)[0] == "200 OK"


def test_head_tells_the_length_and_sends_nothing():
    _status, headers, body = told(Kept(PUBLIC, BODY), method="HEAD")
    assert (headers["Content-Length"], body) == (str(len(BODY)), b"")


def test_one_answer_does_not_change_the_next():
    """A server may add to the list of headers that it is given."""
    kept = Kept(PUBLIC, BODY)
    kept.answer(lambda status, headers: headers.append(("Connection", "close")), "GET", "", "")
    assert "Connection" not in told(kept)[1]


@pytest.mark.parametrize(
    ("status", "changed", "may"),
    [
        ("200 OK", {}, True),
        ("404 Not Found", {}, False),
        ("200 OK", {"Cache-Control": "private, no-store"}, False),
        ("200 OK", {"Cache-Control": "public, no-store"}, False),
        ("200 OK", {"Cache-Control": "max-age=0"}, False),
        ("200 OK", {"Cache-Control": ""}, False),
        ("200 OK", {"Set-Cookie": "a=b"}, False),
        ("200 OK", {"Vary": "Cookie, Accept-Language"}, False),
        ("200 OK", {"Vary": "*"}, False),
        ("200 OK", {"Vary": "accept-encoding, cookie"}, True),
        ("200 OK", {"Content-Encoding": "gzip"}, False),
    ],
)
def test_only_what_says_that_it_is_everybodys_is_kept(status, changed, may):
    assert may_be_kept(status, list((dict(PUBLIC) | changed).items())) is may


def key(path: str, query: str = "") -> tuple[str, ...]:
    return "http", "ta.test", path, query, "", "", "2026-01-01"


def test_the_room_is_never_exceeded_and_the_oldest_goes():
    shelf = Shelf(100_000)
    for number in range(100):
        shelf.put(key(f"/{number}"), Kept(PUBLIC, BODY[:2000]))
        assert shelf.used <= shelf.room
        shelf.get(key("/0"))
    assert shelf.get(key("/0")) and shelf.get(key("/99")) and not shelf.get(key("/1"))
    shelf.put(key("/huge"), Kept(PUBLIC, b"x" * 90_000))
    assert shelf.get(key("/huge")) is None and shelf.get(key("/0"))


def test_queries_that_somebody_makes_up_push_out_no_page():
    memory = Memory(1_600_000)
    memory.put(key("/"), Kept(PUBLIC, BODY))
    for number in range(1000):
        memory.put(key("/", f"x={number}"), Kept(PUBLIC, BODY))
    assert memory.get(key("/"))
    assert memory.queried.used <= 400_000 and len(memory.queried) > 3
