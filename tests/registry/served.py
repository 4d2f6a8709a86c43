"""A district that is really served: HTTP over a socket, on a database that the test may change for good."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.db import connections

from cms.delivery.refusals import application


class Quiet(WSGIRequestHandler):
    def log_message(self, *args) -> None:
        pass


@dataclass
class Answer:
    status: int
    text: str
    headers: dict[str, str]

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Served:
    """ask('ta', '/column/') is what a browser gets."""

    port: int

    def ask(self, slug: str, path: str = "/", *, method: str = "GET", cookie: str = "") -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Host": f"{slug}.test", **({"Cookie": cookie} if cookie else {})}
        line.request(method, path, headers=headers)
        answer = line.getresponse()
        found = Answer(answer.status, answer.read().decode("utf-8", "replace"), dict(answer.getheaders()))
        line.close()
        return found


@contextmanager
def serving() -> Iterator[Served]:
    with make_server("127.0.0.1", 0, application(), handler_class=Quiet) as server:

        def run() -> None:
            server.serve_forever(poll_interval=0.05)
            connections.close_all()

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield Served(server.server_port)
        finally:
            server.shutdown()
            thread.join()
