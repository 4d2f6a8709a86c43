"""Threads that switch from unit to unit as fast as they can, and look at everything that comes out for another's mark.

All units hold the same addresses, keys, file names and ids; what differs is the unit's name. Each turn does one of
the acts below for a unit that is not the one of the turn before, and what it finds must bear that unit's name alone.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core import mail
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from wagtail.models import Page, Site

from cms.delivery.logs import JsonFormatter
from tenants.context import current, current_schema, tenant_scope
from tenants.models import Tenant

THREADS = 8


@dataclass(frozen=True)
class Unit:
    """A site to switch to: its host, its name (the mark), and addresses that show it."""

    tenant: Tenant
    host: str
    name: str
    paths: tuple[str, ...]


@dataclass
class Findings:
    """Turns by act, and every mark of another unit, as (act, whose turn it was, what was seen)."""

    turns: Counter[str] = field(default_factory=Counter)
    leaks: list[tuple[str, str, str]] = field(default_factory=list)
    failed: list[tuple[str, str, str]] = field(default_factory=list)
    """Turns that ended in an exception, in the same form."""
    log_lines: int = 0
    mails: int = 0
    cache_keys: int = 0


_turn = threading.local()
"""Whose turn it is in this thread, told by the hammer alone: what the code under test believes is compared with it."""


class Hammer:
    """`units` are at least two. Nothing is left of a run but committed files' folders."""

    def __init__(self, units: list[Unit]) -> None:
        self.units, self.found = units, Findings()
        self.lock = threading.Lock()

    def run(self, turns: int, threads: int = THREADS) -> Findings:
        """`turns` switches over so many threads."""
        with self._listening():
            workers = [
                threading.Thread(target=self._work, args=(number, turns // threads))
                for number in range(threads)
            ]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        self._look_at_cache()
        return self.found

    def _work(self, number: int, turns: int) -> None:
        acts = list(ACTS)
        try:
            for turn in range(turns):
                unit = self.units[(number + turn) % len(self.units)]
                self._take_turn(unit, acts[(turn // len(self.units) + number) % len(acts)])
        finally:
            _turn.unit = None
            for alias in connections:
                connections[alias].close()

    def _take_turn(self, unit: Unit, act: str) -> None:
        _turn.unit = unit
        try:
            for seen in ACTS[act](unit):
                self.look(act, unit, seen)
        except Exception as error:
            with self.lock:
                self.found.failed.append((act, unit.name, repr(error)))
        with self.lock:
            self.found.turns[act] += 1

    def look(self, act: str, unit: Unit, seen: str) -> None:
        """What was seen bears the unit's own name and no other's."""
        others = [other.name for other in self.units if other is not unit and other.name in seen]
        if others or unit.name not in seen:
            with self.lock:
                self.found.leaks.append((act, unit.name, ", ".join(others) or f"not there: {seen[:80]}"))

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Every log line and every mail is looked at, in the thread that made it."""
        root = logging.getLogger()
        level, handlers = root.level, root.handlers
        before = getattr(mail, "outbox", None)
        mail.outbox = []  # type: ignore[attr-defined]  # where Django's locmem backend puts them
        root.handlers = [_Ear(self)]
        root.setLevel(logging.INFO)
        try:
            yield
        finally:
            root.handlers = handlers
            root.setLevel(level)
            self._look_at_mail()
            mail.outbox = before or []  # type: ignore[attr-defined]  # the locmem back-end makes it

    def _look_at_mail(self) -> None:
        by_host = {unit.host: unit for unit in self.units}
        for message in mail.outbox:
            self.found.mails += 1
            self.look("mail", by_host[message.to[0].partition("@")[2]], f"{message.subject} {message.body}")

    def _look_at_cache(self) -> None:
        """Keys begin with a schema, and what lies under one of it bears that unit's name."""
        by_schema = {unit.tenant.schema_name: unit for unit in self.units}
        cache = caches["default"]
        for key in list(getattr(cache, "_cache", {})):
            # A key begins with the schema; what may follow a dot is the release's.
            schema, bare = key.split(":", 1)[0].split(".")[0], key.rsplit(":", 1)[1]
            self.found.cache_keys += 1
            if schema not in by_schema:
                self.found.leaks.append(("cache key", "", key))
            elif bare == CACHE_KEY:
                with tenant_scope(by_schema[schema].tenant):
                    self.look("cache key", by_schema[schema], cache.get(CACHE_KEY) or "")


class _Ear(logging.Handler):
    def __init__(self, hammer: Hammer) -> None:
        super().__init__()
        self.hammer = hammer
        self.setFormatter(JsonFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        unit, text = getattr(_turn, "unit", None), self.format(record)
        if unit is None:
            return
        said = json.loads(text).get("tenant", "")
        with self.hammer.lock:
            self.hammer.found.log_lines += 1
            if said not in ("", unit.tenant.slug) or any(
                other.name in text for other in self.hammer.units if other is not unit
            ):
                self.hammer.found.leaks.append(("log line", unit.name, text))


CACHE_KEY = "hammer"
FILE = "hammer/same.txt"


def _pages(unit: Unit) -> Iterator[str]:
    """The unit's pages and API, through every middleware."""
    client = Client(headers={"host": unit.host}, raise_request_exception=False)
    path = unit.paths[_next() % len(unit.paths)]
    yield client.get(path, secure=True).content.decode()


def _rows(unit: Unit) -> Iterator[str]:
    with tenant_scope(unit.tenant):
        yield Page.objects.get(depth=2).title + unit.name * (current_schema() == unit.tenant.schema_name)


def _cache(unit: Unit) -> Iterator[str]:
    with tenant_scope(unit.tenant):
        caches["default"].set(CACHE_KEY, unit.name)
        yield caches["default"].get(CACHE_KEY) or ""


def _file(unit: Unit) -> Iterator[str]:
    with tenant_scope(unit.tenant):
        name = default_storage.save(FILE, ContentFile(unit.name.encode()))
        with default_storage.open(name) as file:
            yield file.read().decode()
        path = getattr(default_storage, "path", lambda name: unit.tenant.media_key)(name)
        yield unit.name if unit.tenant.media_key in path else path
        default_storage.delete(name)


def _mail(unit: Unit) -> Iterator[str]:
    """A message about a page: who it is from, and where it leads, as the bound unit has them."""
    with tenant_scope(unit.tenant):
        url = Page.objects.get(depth=2).full_url
        mail.EmailMessage(current().title, url, "from@example.org", [f"reader@{unit.host}"]).send()
        host = Site.objects.get().hostname
    yield unit.name if host in url and host == unit.host.partition(":")[0] else url


def _rollback(unit: Unit) -> Iterator[str]:
    """A savepoint that is rolled back takes the search path with it, which must be set again."""
    with tenant_scope(unit.tenant), transaction.atomic():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        except DatabaseError:
            pass
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            yield unit.name if cursor.fetchone() == (unit.tenant.schema_name,) else "another schema"


ACTS: dict[str, Callable[[Unit], Iterator[str]]] = {
    "page": _pages,
    "rows": _rows,
    "cache": _cache,
    "file": _file,
    "mail": _mail,
    "rollback": _rollback,
}


def _next() -> int:
    _turn.number = getattr(_turn, "number", 0) + 1
    return _turn.number


@contextmanager
def forgetful_connection() -> Iterator[None]:
    """A deliberate mistake for the control: a switch does not tell the connection to set its path again."""
    from tenants.backend.base import DatabaseWrapper  # noqa: PLC0415 -- the engine is loaded by Django

    right = DatabaseWrapper.set_tenant

    def wrong(self: Any, tenant: Any, include_public: bool = True) -> None:
        kept = self.search_path_set_schemas
        right(self, tenant, include_public)
        self.search_path_set_schemas = kept

    DatabaseWrapper.set_tenant = wrong  # type: ignore[method-assign]  # on purpose, and undone
    try:
        yield
    finally:
        DatabaseWrapper.set_tenant = right  # type: ignore[method-assign]  # the undoing
