"""What of the showcase is public: practices that were put online, and what stands around them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from cms.extension import UnitKind
from plugins.showcase.ledger.models import Bulletin, Practice


def shown() -> QuerySet[Practice]:
    """Newest year first; inside a year by line. There is no order of merit."""
    rows = Practice.objects.exclude(shown_at=None).select_related("unit__tenant", "line", "campaign")
    return rows.order_by("-year", "line__code", "slug")


@dataclass(frozen=True)
class Choice:
    """A link that narrows the list."""

    key: str
    value: str
    label: str
    count: int


def narrowed(rows: list[Practice], asked: dict[str, str]) -> list[Practice]:
    return [row for row in rows if all(value in values_of(row).get(key, ()) for key, value in asked.items())]


def values_of(row: Practice) -> dict[str, set[str]]:
    return {
        "line": {row.line.code},
        "kind": {row.kind},
        "year": {str(row.year)},
        "aspect": {str(no) for no in row.aspects},
    }


def choices(rows: list[Practice]) -> dict[str, list[Choice]]:
    """Each way to narrow the list, with how many there are. From the rows: no query."""
    labels = {("line", row.line.code): row.line.name for row in rows}
    labels |= {("kind", row.kind): str(UnitKind(row.kind).label) for row in rows}
    labels |= {("aspect", str(one["no"])): str(one["title"]) for row in rows for one in row.campaign.aspects}
    counted = Counter(
        (key, value) for row in rows for key, values in values_of(row).items() for value in values
    )
    found: dict[str, list[Choice]] = {"line": [], "kind": [], "aspect": [], "year": []}
    for (key, value), count in sorted(counted.items()):
        found[key].append(Choice(key, value, labels.get((key, value), value), count))
    return found


@dataclass(frozen=True)
class Figure:
    """An aspect before and after, rounded; None where it was not measured."""

    title: str
    before: Decimal | None
    after: Decimal | None
    of: Decimal


def figures(row: Practice) -> list[Figure]:
    """By aspect, what evaluation said when the unit was nominated and when it was put online."""
    before, after = _by_no(row.before), _by_no(row.after)
    found = []
    for no in sorted({*before, *after}):
        one = after.get(no) or before[no]
        if (most := _rounded(one["of"])) != 0:
            found.append(
                Figure(one["title"], _points(before.get(no)), _points(after.get(no)), most or Decimal(0))
            )
    return found


def _by_no(told: dict[str, Any]) -> dict[int, Any]:
    return {int(one["no"]): one for one in told.get("aspects", ())}


def _points(one: Any) -> Decimal | None:
    return _rounded(one["points"]) if one else None


def _rounded(exact: str) -> Decimal:
    top, _slash, bottom = str(exact).partition("/")
    return (Decimal(top) / Decimal(bottom or 1)).quantize(Decimal("0.1"))


def bulletin_of(row: Practice) -> Bulletin | None:
    found: Bulletin | None = Bulletin.objects.filter(campaign_id=row.campaign_id).first()
    return found
