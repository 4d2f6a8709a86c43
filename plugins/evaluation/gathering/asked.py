"""Of whom, of which days, and through whose eyes evidence is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cms.extension import Unit

Row = dict[str, Any]
Rows = dict[str, list[Row]]
"""Slug of a unit → its rows."""


@dataclass(frozen=True)
class Sources:
    """Aliases of the database. `open_`: of what the whole district may read; `inside`: of what names people or is a case.

    A unit reads its own through `default`. The office reads the first through the central reader, and the second in its
    own admin, bound to the centre.
    """

    open_: str = "default"
    inside: str = "default"


@dataclass(frozen=True)
class Asked:
    """Units by their schema, a period, and the last day that counts."""

    units: Mapping[str, Unit]
    since: dt.date
    until: dt.date
    as_of: dt.date
    sources: Sources

    @cached_property
    def schemas(self) -> list[str]:
        return list(self.units)

    @property
    def last(self) -> dt.date:
        return min(self.until, self.as_of)

    def rows(self, model: Any, *, manager: str = "_default_manager") -> QuerySet:
        """Of the units asked for, in what the whole district may read."""
        found: QuerySet = getattr(model, manager).using(self.sources.open_)
        return found.filter(schema_name__in=self.schemas).order_by()

    def inside(self, model: Any) -> QuerySet:
        """The same, in what only the unit and the office read."""
        return model.objects.using(self.sources.inside).filter(schema_name__in=self.schemas).order_by()


def day(moment: dt.datetime | None) -> dt.date | None:
    """The day of a moment in the district, whoever asks."""
    return moment.astimezone(timezone.get_default_timezone()).date() if moment else None


def said(value: dt.date | None) -> str | None:
    """A day as evidence writes it."""
    return value.isoformat() if value else None


def told(moment: dt.datetime | None) -> str | None:
    return said(day(moment))
