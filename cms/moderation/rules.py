"""The numbers of the desk, as data with where each is from: working hours, service times, shares of samples."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True)
class Number:
    """A number and its basis."""

    value: Decimal
    basis: str


@cache
def _read(name: str) -> dict[str, Any]:
    """A file of data/, or the one that the installation names in its place (MODERATION_DATA = {"service": path})."""
    path = Path(getattr(settings, "MODERATION_DATA", {}).get(name, DATA / f"{name}.toml"))
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _last_that_fits(rows: Iterable[Mapping[str, Any]], number: str, asked: Mapping[str, str]) -> Number:
    fits = [row for row in rows if all(row.get(key, value) == value for key, value in asked.items())]
    return Number(Decimal(str(fits[-1][number])), fits[-1]["basis"]) if fits else Number(Decimal(0), "")


def service_hours(*, why: str, level: str, to: str) -> Number:
    """Hours of work within which a case is decided. `to` is OFFICE or SUPERIOR."""
    return _last_that_fits(_read("service")["service"], "hours", {"why": why, "level": level, "to": to})


def share(*, kind: str, level: str) -> Number:
    """Percent of what units of a kind publish at a level that is looked at afterwards."""
    return _last_that_fits(_read("sampling")["share"], "percent", {"kind": kind, "level": level})


def spans() -> list[tuple[dt.time, dt.time]]:
    """The hours of a working day, in their order."""
    rows = _read("service")["hours"]["spans"]
    return [(dt.time.fromisoformat(first), dt.time.fromisoformat(last)) for first, last in rows]


def claim_minutes() -> int:
    return int(_read("service")["claim"]["minutes"])


def preview_minutes() -> int:
    return int(_read("service")["preview"]["minutes"])


def told() -> list[tuple[str, str]]:
    """(what, basis) of what the queue goes by, for people."""
    data = _read("service")
    hours = "、".join("–".join(span) for span in data["hours"]["spans"])
    return [(hours, data["hours"]["basis"])] + [
        (f"{row['hours']} h", row["basis"]) for row in data["service"]
    ]
