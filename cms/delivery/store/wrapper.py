"""WSGI: gives what is kept, and lets Django make the rest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import connection

from cms.delivery.metrics import FROM_STORE
from cms.delivery.store.asking import UNDATED, Key, Today, is_plain, key_of, names
from cms.delivery.store.disk import Disk
from cms.delivery.store.epochs import Epochs, log
from cms.delivery.store.kept import Headers, Kept, StartResponse, may_be_kept
from cms.delivery.store.listening import Listener
from cms.delivery.store.memory import Memory
from cms.delivery.store.places import disk, epochs
from cms.delivery.store.reading import reading
from tenants.context import current_or_none
from tenants.freshness.functions import DISTRICT

KEPT, MADE = FROM_STORE.labels("kept"), FROM_STORE.labels("made")
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")


class Begun:
    """What an application says before its body."""

    status: str
    headers: Headers

    def start_response(
        self, status: str, headers: Headers, exc_info: Any = None
    ) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        return lambda data: None


class Store:
    """`application` is Django's. `room` is in bytes, for each process.

    Every answer of Django's, kept or not, is preceded by a look at what changed: whoever shows something new has made
    all processes of the machine forget what was before.
    """

    def __init__(self, application: Callable[..., Any], *, room: int) -> None:
        self.application, self.memory = application, Memory(room)
        self.epochs: Epochs | None = None
        self.disk: Disk | None = None
        self._pid, self._lock, self._today = 0, Lock(), Today()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if self._pid != os.getpid():
            self._begin()
        key = key_of(environ, self._today())
        if key is None or self.epochs is None:
            return self._past(environ, start_response)
        kept = self.memory.get(key)
        if kept is not None and self.epochs.alive() and self.epochs.hold(kept.marks):
            KEPT.inc()
            return kept.answer(
                start_response,
                environ["REQUEST_METHOD"],
                environ.get("HTTP_IF_NONE_MATCH", ""),
                environ.get("HTTP_ACCEPT_ENCODING", ""),
            )
        return self._fill(self.epochs, key, environ, start_response)

    def _begin(self) -> None:
        """Once in each process: what was opened before a fork is another's."""
        with self._lock:
            if self._pid == os.getpid():
                return
            try:
                self.epochs, self.disk = epochs(), disk()
                Listener(self.epochs).start()
            except OSError as error:
                log.warning("nothing is kept: %s", error)
            self._pid = os.getpid()

    def _past(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        result = self.application(environ, start_response)
        broken = getattr(result, "status_code", 200) >= 500
        if self.epochs is not None and not broken and not environ["PATH_INFO"].startswith(UNDATED):
            self.epochs.catch_up(connection)
        return result

    def _fill(
        self, shared: Epochs, key: Key, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        """Asked without the client's conditions and with its body, so that anybody's first visit fills the place."""
        method, asked = environ["REQUEST_METHOD"], environ.get("HTTP_IF_NONE_MATCH", "")
        whole = {name: value for name, value in environ.items() if name not in CONDITIONS}
        begun, before = Begun(), shared.copy()
        MADE.inc()
        with reading() as tags:
            result = self.application(whole | {"REQUEST_METHOD": "GET"}, begun.start_response)
        shared.catch_up(connection)
        if getattr(result, "streaming", True) or not may_be_kept(begun.status, begun.headers):
            start_response(begun.status, begun.headers)
            return _without_body(result) if method == "HEAD" else result
        try:
            kept = Kept(begun.headers, b"".join(result))
            if self._is_public(environ, key, tags):
                kept.marks = shared.marks(before, tags)
                self._keep(shared, key, kept, tags)
        finally:
            result.close()
        return kept.answer(start_response, method, asked, environ.get("HTTP_ACCEPT_ENCODING", ""))

    def _keep(self, shared: Epochs, key: Key, kept: Kept, tags: set[str]) -> None:
        if not shared.hold(kept.marks):
            return
        self.memory.put(key, kept)
        # Behind a front server there is no port in the name, and what is said with one leads elsewhere.
        if self.disk and is_plain(key) and ":" not in key[1]:
            try:
                self.disk.put(key[1], key[2], kept, tags, shared)
            except OSError as error:
                log.warning("no file was written: %s", error)

    @staticmethod
    def _is_public(environ: dict[str, Any], key: Key, tags: set[str]) -> bool:
        """Whether it is the answer of a site by its own name; the site's tags are added."""
        tenant = current_or_none()
        if tenant is None or not names(key[1], environ, tenant.domain_url, settings.PUBLIC_PORT):
            return False
        tags |= {tenant.schema_name, DISTRICT} if tenant.is_central else {tenant.schema_name}
        return True


def _without_body(result: Any) -> Iterable[bytes]:
    result.close()
    return []
