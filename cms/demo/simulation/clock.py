"""The moment at which the simulated district is, for everything in this process that asks Django what time it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from cms.publication.clock import set_back


class _AnyMoment(type):
    """Django asks `isinstance(value, datetime)` of its own name: a moment of any kind is one."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, dt.datetime)


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Let it be this moment inside the block. Raises NotADemonstration in any district not marked as one.

    `django.utils.timezone.now` asks the class `datetime` of its module; that name is another one meanwhile. So also
    defaults of columns that hold the function `now` itself see the moment. What PostgreSQL dates by itself does not.
    It is the whole process that is somewhere else: for a command that does nothing beside it.
    """

    class Stopped(dt.datetime, metaclass=_AnyMoment):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]  # a plain moment, as Django's is
            return moment.astimezone(tz)

    names = vars(timezone)
    before = names["datetime"]
    with set_back(moment):
        names["datetime"] = Stopped
        try:
            yield
        finally:
            names["datetime"] = before
