"""The time that the ledger writes down. It is the server's, and cannot be set back but in a demonstration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

from cms.registry.models import District

_set_back: ContextVar[dt.datetime | None] = ContextVar("publication_clock", default=None)


def is_set_back() -> bool:
    """Whether what is done now is the demonstration's past."""
    return _set_back.get() is not None


class NotADemonstration(RuntimeError):
    """Somebody tried to date an entry of a real district."""


def now() -> dt.datetime:
    """The moment that entries and versions made now are dated with."""
    return _set_back.get() or timezone.now()


@contextmanager
def set_back(moment: dt.datetime) -> Iterator[None]:
    """Date what is published inside the block. Raises NotADemonstration in any district not marked as one."""
    if not District.objects.filter(is_demo=True).exists():
        raise NotADemonstration("only the demonstration may date entries")
    token = _set_back.set(moment)
    try:
        yield
    finally:
        _set_back.reset(token)
