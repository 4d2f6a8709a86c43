"""What a unit's own column says by a day: its items, what fell due, how much of it came in time. Through the office's eyes."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from cms.extension import FiledItem, Obligation, Unit, calendar, eyes

FORM = re.compile(r"党(总支|委|组织|支部|组|工委)$")
"""What a unit's name says of how its Party members are organised."""
HALF = (6, 30)
Item = tuple[str, str]
"""Code and title."""


@dataclass(frozen=True)
class Column:
    unit: Unit
    about: Item
    second: Item
    items: int
    before: Sequence[tuple[dt.date, dt.date | None]]
    """Due and met in the first half of the year."""
    since: Sequence[tuple[dt.date, dt.date | None]]

    @property
    def place(self) -> str:
        return FORM.sub("", self.unit.name)

    @property
    def words(self) -> dict[str, Any]:
        """What lines.toml has braces for."""
        return {
            "place": self.place, "about": _quotable(self.about[1]), "second": _quotable(self.second[1]),
            "items": self.items, "due_before": len(self.before), "met_before": _in_time(self.before),
            "due_since": len(self.since), "met_since": _in_time(self.since), "ahead": self._ahead,
        }  # fmt: skip

    @property
    def months(self) -> list[int]:
        """How much fell due in each month of the year."""
        due = Counter(due.month for due, _met in (*self.before, *self.since))
        return [due[month] for month in range(1, 13)]

    @property
    def _ahead(self) -> int:
        days = calendar()
        spans = [
            days.workdays_between(met, due) for due, met in (*self.before, *self.since) if met and met <= due
        ]
        return round(median(spans)) if spans else 0


def column_of(unit: Unit, *, about: Sequence[str], second: Sequence[str], day: dt.date) -> Column:
    """`about`, `second`: words by which an item is found in the unit's catalog, the better ones first. Two queries."""
    rows = FiledItem.objects.using(eyes()).filter(
        FiledItem.public(), filing__state="REGISTERED", filing__unit=unit
    )
    items = list(rows.order_by("order").values_list("code", "title"))
    owed = Obligation.objects.using(eyes()).filter(
        schema_name=unit.tenant.schema_name, due_on__lte=day, waived_on=None, nil_on=None
    )
    pairs = list(owed.order_by("due_on", "pk").values_list("due_on", "met_on"))
    half = dt.date(day.year, *HALF)
    return Column(
        unit, _found(items, about), _found(items, second), len(items),
        [pair for pair in pairs if pair[0] <= half], [pair for pair in pairs if pair[0] > half],
    )  # fmt: skip


def _found(items: Sequence[Item], words: Sequence[str]) -> Item:
    """The first item whose title has the first word that any has; the last one of the catalog where none has."""
    hits = (item for word in words for item in items if word in item[1])
    return next(hits, items[-1] if items else ("", ""))


def _quotable(title: str) -> str:
    """It stands in quotation marks."""
    return title.replace("“", "‘").replace("”", "’")


def _in_time(pairs: Sequence[tuple[dt.date, dt.date | None]]) -> int:
    return sum(met is not None and met <= due for due, met in pairs)
