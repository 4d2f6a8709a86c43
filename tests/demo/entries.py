"""The demonstration's entries as its catalogs call for them, without a database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from cms.catalog.importing import read_catalog
from cms.catalog.rows import CatalogRow
from cms.catalog.vocabulary import DisclosureScope, TimingKind
from cms.demo.prose import Draft, compose, events, stages
from cms.demo.prose.district import DATA
from cms.obligations.schedule import Period, due_periods

SEED = "示例区"


@dataclass(frozen=True)
class Unit:
    name: str
    kind: str
    slug: str
    superior_name: str = ""


UNITS = (
    Unit("区委办公室", "COMMITTEE", "central"),
    Unit("城关街道党工委", "SUBDISTRICT", "chengguan", "区委办公室"),
    Unit("区教体局党委", "DEPARTMENT", "jiaotiju", "区委办公室"),
    Unit("实验小学党组织", "SCHOOL", "school01", "区教体局党委"),
    Unit("区人民医院党组织", "HOSPITAL", "hospital01", "区卫健局党组"),
    Unit("区城投集团党委", "SOE", "soe01", "区财政局（区国资办）党组"),
    Unit("柳河村党总支", "VILLAGE", "village01", "柳河镇党委"),
)


@dataclass(frozen=True)
class Entry:
    item: CatalogRow
    unit: Unit
    period: Period | None
    on: dt.date
    occasion: str
    draft: Draft


@cache
def public_items(slug: str) -> tuple[CatalogRow, ...]:
    """What a catalog of the demonstration discloses to society."""
    items = read_catalog(DATA / "catalogs" / f"{slug}.xlsx").items
    return tuple(item for item in items if item.scope == DisclosureScope.SOCIETY)


def _calls(item: CatalogRow, unit: Unit, since: dt.date, today: dt.date, seed: str) -> Iterator[tuple]:
    """(period, day of publication, occasion) of everything that an item calls for so far in the year."""
    if item.timing in (TimingKind.PERIODIC, TimingKind.STANDING):
        yield from ((period, due, "") for period, due in due_periods(item, since=since, until=today))
        return
    happened = stages if item.timing == TimingKind.PHASED else events
    yield from ((None, on, label) for label, on in happened(item, unit, until=today, seed=seed))


def entries_of(unit: Unit, today: dt.date, *, catalog: str = "", seed: str = SEED) -> list[Entry]:
    """Every entry of a unit from 10 January to a day, each published on its last day in time."""
    since = min(dt.date(today.year, 1, 10), today)
    made = []
    for item in public_items(catalog or unit.slug):
        for period, on, label in _calls(item, unit, since, today, seed):
            draft = compose(item, unit, period=period, on=on, seed=seed, occasion=label)
            made.append(Entry(item, unit, period, on, label, draft))
    return made


@cache
def year(slug: str, number: int) -> tuple[Entry, ...]:
    """All entries of a unit's year."""
    unit = next(unit for unit in UNITS if unit.slug == slug)
    return tuple(entries_of(unit, dt.date(number, 12, 31)))


def all_entries(number: int = 2026) -> list[Entry]:
    return [entry for unit in UNITS for entry in year(unit.slug, number)]


def digest(slug: str) -> str:
    """All that a unit's year says, as a hash."""
    return sha256(repr([entry.draft for entry in year(slug, 2026)]).encode()).hexdigest()


def texts(value: Any) -> Iterator[str]:
    """Every piece of text in a block's value, without mark-up."""
    if isinstance(value, str):
        yield re.sub(r"<[^>]+>", "\n", value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def text_of(draft: Draft, *, without: tuple[str, ...] = ()) -> str:
    """What a reader reads of a draft's blocks, leaving out blocks of some kinds."""
    return "\n".join(piece for kind, value in draft.blocks if kind not in without for piece in texts(value))


def tables(draft: Draft) -> list[dict]:
    return [value for kind, value in draft.blocks if kind == "table"]
